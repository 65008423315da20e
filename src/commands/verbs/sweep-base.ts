import type { RunRecord } from '../../run/record.js';
import type { Acceptance } from '../acceptance.js';

/** Sweeps of sweeps that are followed down to what they build on. */
const DEEPEST = 5;

/**
 * What a sweep builds on, and where its pull request goes: the branch of the run that left the items, while it stands and is not merged;
 * then what it was merged into; in the end the default branch. A branch without a pull request counts as not merged.
 */
export async function sweepBase(
  acceptance: Acceptance,
  parent: RunRecord,
): Promise<{ readonly ref: string; readonly sha: string }> {
  const { ports, ledger, branch, sha } = acceptance;
  let below: RunRecord | undefined = parent;
  for (let depth = 0; below !== undefined && depth < DEEPEST; depth += 1) {
    const { branch: ref, base, effects }: RunRecord = below;
    const tip = await ports.api.branchTip(ref);
    const pull = effects.pull_request?.number ?? null;
    if (tip !== null && (pull === null || !(await ports.api.pullMerged(pull)))) {
      return { ref, sha: tip };
    }
    below = [...ledger.state.runs.values()].find((record) => record.branch === base.ref);
  }
  return { ref: branch, sha };
}
