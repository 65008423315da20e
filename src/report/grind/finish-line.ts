import { isBudgetHalt } from '../../run/halts.js';
import type { RunRecord } from '../../run/record.js';
import { plural } from '../format.js';

/** How a grind run stands once a process is done with it: the original's word, and behind it what it leaves open. */
export interface GrindOutcome {
  readonly word:
    | 'Completed'
    | 'Drained'
    | 'Aborted'
    | 'BudgetExhausted'
    | 'ConsecutiveFailureLimit'
    | 'Halted'
    | 'Waiting';
  /** Budget, limit or code; null where the word says all. */
  readonly detail: string | null;
}

type Ended = Pick<RunRecord, 'run_id' | 'status' | 'halt' | 'wait' | 'wake_at' | 'branch' | 'grind'>;

export function grindOutcome({ status, halt, wait, grind }: Ended): GrindOutcome {
  switch (status) {
    case 'finished':
      return { word: 'Completed', detail: grind?.stop?.reason === 'dry_spell' ? grind.stop.text : null };
    case 'folded':
      return { word: 'Aborted', detail: 'folded' };
    case 'waiting':
      return wait?.code === 'paused'
        ? { word: 'Drained', detail: null }
        : { word: 'Waiting', detail: wait?.code ?? null };
    default:
      return halt === null ? { word: 'Halted', detail: null } : haltOutcome(halt, grind);
  }
}

function haltOutcome(halt: NonNullable<Ended['halt']>, grind: Ended['grind']): GrindOutcome {
  if (isBudgetHalt(halt)) {
    return { word: 'BudgetExhausted', detail: halt.what };
  }
  switch (halt.code) {
    case 'failure_limit':
      return { word: 'ConsecutiveFailureLimit', detail: String(grind?.consecutive_failures ?? 0) };
    case 'interrupted':
      return { word: 'Aborted', detail: null };
    default:
      return { word: 'Halted', detail: halt.code };
  }
}

/** The last line of `pitboss grind`. @param sessions how many ended since the command was given */
export function finishLine(record: Ended, sessions: number): string {
  const { word, detail } = grindOutcome(record);
  const branch = record.branch === '' ? '' : ` on branch ${record.branch}`;
  return `run ${record.run_id} ${word}${detail === null ? '' : ` (${detail})`}: ${plural(sessions, 'session')}${branch}`;
}
