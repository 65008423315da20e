import type { GrindState } from '../../grind/grind-state.js';
import { isBudgetHalt } from '../../run/halts.js';
import type { Halt, RunRecord } from '../../run/record.js';

/** The run never began, or may not go on as it stands: what the original calls failing to start. */
const NO_START: readonly string[] = [
  'prompts_changed',
  'rotation_invalid',
  'prompts_missing',
  'unknown_prompt',
  'sessions_out_of_sync',
];

/** As in the original: aborted before budget, budget before the limit of failures, and that before what the sessions came to. */
export function grindExitCode({ status, halt, wait }: RunRecord, { counts, last_seq: handed }: GrindState): number {
  const failures = (counts.error ?? 0) + (counts.timeout ?? 0);
  const mix = failures > 0 ? 1 : 0;
  switch (status) {
    case 'folded':
      return 2;
    case 'halted':
      return halt === null ? 1 : haltedCode(halt, handed);
    case 'waiting':
      return wait?.code === 'paused' ? mix : 0;
    case 'finished':
      return mix;
    default:
      return 0;
  }
}

function haltedCode(halt: Halt, handed: number): number {
  if (halt.code === 'interrupted') {
    return 2;
  }
  if (isBudgetHalt(halt)) {
    return 3;
  }
  if (halt.code === 'failure_limit') {
    return 5;
  }
  return handed === 0 || NO_START.includes(halt.code) ? 4 : 1;
}
