import type { Cap } from '../../run/money/caps.js';
import { leftUsd } from '../../run/money/caps.js';
import { dollars } from '../format.js';
import { inert } from '../markdown.js';
import type { RunView } from '../run-view.js';

/** Phases whose cost is listed. */
const PHASES = 50;

/** `$1.0000 of $5.0000, $4.0000 left` */
function state(cap: Cap): string {
  return `${dollars(cap.spentUsd)} of ${dollars(cap.capUsd)}, ${dollars(leftUsd(cap))} left`;
}

/** The caps that are shared or finer than the run's own, for Markdown; empty where none is set. */
export function capsLine({ caps }: Pick<RunView, 'caps'>): string {
  const shown = caps.filter((cap) => cap.cap !== 'run').map((cap) => `${inert(cap.name)}: ${state(cap)}`);
  return shown.length === 0 ? '' : `**Caps:** ${shown.join(' · ')}`;
}

/** The same for a terminal, one line each. */
export function capLines({ caps }: Pick<RunView, 'caps'>): readonly string[] {
  return caps.filter((cap) => cap.cap !== 'run').map((cap) => `  cap of ${cap.name}: ${state(cap)} (${cap.key})`);
}

/** What each phase or prompt cost, and the caps that were in force. */
export function costByPhase(view: RunView): string {
  const costs = Object.entries(view.record.usage.by_phase ?? {}).filter(([, usd]) => usd > 0);
  const shown = costs.slice(0, PHASES).map(([phase, usd]) => `${inert(phase)} ${dollars(usd)}`);
  const more = costs.length > PHASES ? `, and ${costs.length - PHASES} more` : '';
  const unit = view.record.kind === 'grind' ? 'prompt' : 'phase';
  const phases = shown.length === 0 ? '' : `By ${unit}: ${shown.join(', ')}${more}`;
  return [phases, capsLine(view)].filter((line) => line !== '').join('\n\n');
}
