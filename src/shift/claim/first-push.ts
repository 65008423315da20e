import type { RefUpdate } from '../../git/repository.js';
import { type GrindWrite, isoNow, type LandPorts, withEvent, writeRun } from '../../land/run-files.js';
import { haltRun } from '../../run/advance.js';
import { halts } from '../../run/halts.js';
import type { Halt, Lease } from '../../run/record.js';
import type { ShiftPorts } from '../ports.js';
import { type Claimed, type Declined, declined } from './claimed.js';

export interface FirstPush extends Omit<Claimed, 'kind'> {
  readonly lease: Lease;
  readonly create: boolean;
  /** Kept trees that nobody needs any more. */
  readonly dropped: readonly RefUpdate[];
  /** Of a grind run: sessions that are found to have ended. */
  readonly write?: GrindWrite;
}

/** Branch and record in one push, before any agent starts. */
export async function firstPush(ports: ShiftPorts, land: LandPorts, first: FirstPush): Promise<Claimed | Declined> {
  const { files, plan, config, trigger, material, applied, lease } = first;
  const { record } = files;
  const branchRef = {
    ref: `refs/heads/${record.branch}`,
    from: null,
    to: record.base.sha,
    // Nothing is on it yet that anybody's CI could look at.
    quiet: config.git.ci === 'at-end',
  };
  const outcome = await writeRun(land, files, {
    message: 'claimed',
    alongside: [...(first.create ? [branchRef] : []), ...first.dropped],
    lease,
    ...(first.write === undefined ? {} : { grind: first.write }),
  });
  if (outcome.kind === 'written') {
    ports.tell({
      kind: 'claimed',
      runId: record.run_id,
      branch: record.branch,
      base: record.base.sha,
      shift: record.shifts,
    });
    return { kind: 'claimed', files: outcome.files, plan, config, trigger, material, applied };
  }
  if (outcome.kind === 'lost') {
    // Whoever came first has the run; being second is no failure.
    return declined('stale_nonce', `Another shift took the run up at the same moment: ${outcome.reason}.`);
  }
  if (outcome.kind === 'unreachable') {
    return { kind: 'lost', reason: `The remote could not be reached: ${outcome.message}` };
  }
  const halt = outcome.kind === 'moved' ? halts.branchMoved(record.branch) : halts.pushRefused(outcome.message);
  return pushHalted(land, first, halt);
}

/** The branch was refused; the run is recorded as halted all the same, so that people are told why. */
async function pushHalted(land: LandPorts, first: FirstPush, halt: Halt): Promise<Claimed | Declined> {
  const now = isoNow(land.clock);
  const step = haltRun({ ...first.files.record, status: 'running', orders: {} }, halt, now);
  const files = step.ok
    ? withEvent({ ...first.files, record: step.value }, now, { event: 'halted', code: halt.code })
    : first.files;
  const outcome = await writeRun(land, files, {
    message: `halted: ${halt.code}`,
    lease: first.lease,
    ...(first.write && { grind: first.write }),
  });
  const { plan, config, trigger, material, applied } = first;
  return outcome.kind === 'written'
    ? { kind: 'claimed', files, plan, config, trigger, material, applied }
    : { kind: 'lost', reason: `${halt.what} ${halt.why}` };
}
