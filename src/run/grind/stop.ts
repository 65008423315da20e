import type { GrindState } from '../../grind/grind-state.js';
import type { Decision } from '../decide.js';
import type { RunRecord } from '../record.js';

type Stop = NonNullable<GrindState['stop']>;

/** The record of a grind run with why no further session begins, where that was decided. */
export function withStop(record: RunRecord, decision: Decision): RunRecord {
  const stop = record.grind === undefined ? null : stopOf(decision);
  return record.grind === undefined || stop === null ? record : { ...record, grind: { ...record.grind, stop } };
}

function stopOf(decision: Decision): Stop | null {
  switch (decision.kind) {
    case 'finish':
      return decision.stop ?? null;
    case 'ask':
      return { reason: 'drained', text: decision.reason.what };
    case 'halt': {
      const { code, what } = decision.halt;
      return code === 'budget_exceeded' || code === 'failure_limit'
        ? { reason: code === 'failure_limit' ? code : 'budget', text: what }
        : null;
    }
    default:
      return null;
  }
}
