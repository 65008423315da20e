import type { DispatchOutcome } from '../../agents/contract.js';
import { overLimit } from '../dispatch-money.js';
import type { DispatchEnd } from '../stage-end.js';
import type { Unit, WorkPorts } from '../unit.js';
import type { Worksheet } from '../worksheet.js';
import { CONSEQUENCES } from './consequences.js';

/** One dispatch that ended, and the name of the agent. */
export type Ended = DispatchOutcome & { readonly agent: string };

/** The agent cannot work at the moment; nothing is wrong with the unit. */
export interface Outage {
  readonly kind: 'outage';
  readonly of: 'transient' | 'quota';
  readonly outcome: Ended;
}

type JudgePorts = Pick<WorkPorts, 'signal' | 'barred' | 'setAside'>;

/** What an agent's end means for its unit: see consequences.ts. */
export function judge(
  unit: Pick<Unit, 'config'>,
  ports: JudgePorts,
  sheet: Pick<Worksheet, 'progress'>,
  outcome: Ended,
): DispatchEnd | Outage {
  const { kind, agent, message } = outcome;
  const consequence = CONSEQUENCES[kind];
  if (consequence.means === 'money') {
    return overLimit(ports, sheet, message);
  }
  if (ports.signal.aborted) {
    return { kind: 'interrupted' };
  }
  switch (consequence.means) {
    case 'go_on':
      return { kind: 'done', leftovers: outcome.leftovers ?? [] };
    case 'interrupt':
      return { kind: 'interrupted' };
    case 'outage':
      return { kind: 'outage', of: consequence.of, outcome };
    case 'halt':
      return { kind: 'refused', halt: consequence.halt(agent, message, unit.config.limits.dispatch_minutes) };
  }
}
