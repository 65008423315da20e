import { isoNow, type RunFiles, withEvent } from '../../land/run-files.js';
import type { Saved } from '../../land/save-unit.js';
import { haltRun } from '../../run/advance.js';
import { withStop } from '../../run/grind/stop.js';
import type { UnitProgress, WorkResult } from '../../run/progress.js';
import type { Halt } from '../../run/record.js';
import type { CycleInput } from '../unit-cycle.js';
import type { LastWord, UnitKeeper } from '../unit-keeper.js';
import type { CycleEnd } from './cycle-end.js';

/** Keeps a unit that was stopped through no fault of its own. */
export async function keepInterrupted(
  keeper: UnitKeeper,
  { progress, reason, wait }: Extract<WorkResult, { kind: 'interruption' }>,
): Promise<CycleEnd> {
  if (reason === 'lease_lost') {
    return { kind: 'lost', reason: 'another shift took the run over' };
  }
  const saved = await keeper.final(progress, {});
  return saved.outcome.kind === 'written'
    ? { kind: 'interrupted', files: saved.files, reason, ...(wait && { wait }) }
    : { kind: 'lost', reason: describe(saved) };
}

/** Keeps a unit whose run halts with it. */
export async function keepHalted(
  keeper: UnitKeeper,
  progress: UnitProgress,
  last: LastWord & { readonly change: (files: RunFiles) => RunFiles },
): Promise<CycleEnd> {
  const saved = await keeper.final(progress, last);
  return saved.outcome.kind === 'written'
    ? { kind: 'halted', files: saved.files }
    : { kind: 'lost', reason: describe(saved) };
}

/** The halt is written by the caller together with the release of the lease. */
export function halted(input: Pick<CycleInput, 'land'>, files: RunFiles, halt: Halt): CycleEnd {
  return { kind: 'halted', files: withHalt(input, files, halt) };
}

export function withHalt({ land }: Pick<CycleInput, 'land'>, files: RunFiles, halt: Halt): RunFiles {
  const now = isoNow(land.clock);
  const step = haltRun(withStop(files.record, { kind: 'halt', halt }), halt, now);
  return step.ok ? withEvent({ ...files, record: step.value }, now, { event: 'halted', code: halt.code }) : files;
}

function describe(saved: Saved): string {
  return 'reason' in saved.outcome ? saved.outcome.reason : `the unit could not be saved (${saved.outcome.kind})`;
}
