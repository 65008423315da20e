import { isBudgetHalt } from '../run/halts.js';
import { grindExitCode } from './grind/exit-code.js';
import type { ShiftOutcome } from './ports.js';

/** The program's exit code for how a shift ended; the table stands in docs/architecture.md. */
export function exitCodeOf(outcome: ShiftOutcome): number {
  switch (outcome.kind) {
    case 'handed_over':
    case 'handed_out':
      return 0;
    case 'declined':
      return outcome.code === 'queued' || outcome.code === 'stale_nonce' ? 0 : 4;
    case 'lost':
      return 1;
    case 'ended':
      return codeOfRecord(outcome);
  }
}

function codeOfRecord({ record }: Extract<ShiftOutcome, { kind: 'ended' }>): number {
  if (record.grind !== undefined) {
    return grindExitCode(record, record.grind);
  }
  switch (record.status) {
    case 'halted':
      return record.halt !== null && isBudgetHalt(record.halt) ? 3 : 1;
    case 'folded':
      return 2;
    default:
      return 0;
  }
}
