import { dollars, plural } from '../format.js';
import { code } from '../markdown.js';
import type { RunView } from '../run-view.js';

/** The first sentence of the comment that calls for a person, or says that a run which planned is over. */
export function planningEnd({ record, phases, plan, spentUsd }: RunView): string {
  const name = `Run ${code(record.run_id)}`;
  const cost = `${dollars(spentUsd)} spent`;
  switch (record.status) {
    case 'waiting':
      return `📋 ${name} has written a plan of ${plural(plan.phases.length, 'phase')}; it stands in the status comment above. ${cost}.`;
    case 'finished':
      return `✅ ${name} is finished: the plan of ${plural(plan.phases.length, 'phase')} is approved. ${cost}.`;
    case 'halted':
      return `🛑 ${name} has halted (${code(record.halt?.code ?? 'unknown')}); ${phases.length === 0 ? 'no plan' : 'the draft so far'} is kept. ${cost}.`;
    case 'folded':
      return `⏹ ${name} was folded; nothing was carried out. ${cost}.`;
    default:
      return `▶️ ${name} goes on.`;
  }
}
