import type { GrindState } from '../../grind/grind-state.js';
import { SESSION_STATUSES } from '../../grind/session-record.js';
import type { RunRecord } from '../../run/record.js';
import { foreignCode } from './foreign-text.js';

/** How far a grind run is: its rotation, its sessions and the budgets that its commands asked for. */
export function grindRows({ grind }: Pick<RunRecord, 'grind'>): readonly string[] {
  if (grind === undefined) {
    return ['- Sessions: none yet'];
  }
  const ended = SESSION_STATUSES.flatMap((status) => {
    const count = grind.counts[status] ?? 0;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  const shown = ended.length === 0 ? '' : ` (${ended.join(', ')})`;
  return [
    `- Rotation: ${foreignCode(grind.rotation, 64)}${grind.pausing ? ', pausing: no further session begins' : ''}`,
    `- Sessions ended: ${grind.iterations}${shown}`,
    ...asked(grind),
  ];
}

function asked({ budgets }: GrindState): readonly string[] {
  const { max_iterations: iterations, max_cost_usd: usd, max_tokens: tokens, until } = budgets;
  const parts = [
    iterations === undefined ? null : `${iterations} sessions`,
    usd === undefined ? null : `$${usd.toFixed(2)}`,
    tokens === undefined ? null : `${tokens} tokens`,
    until === undefined ? null : `until ${until}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? [] : [`- Budgets asked for: ${parts.join(', ')}`];
}
