import { sha256 } from '../../base/digest.js';
import { fail, ok, type Result } from '../../base/result.js';
import { runPath } from '../../ledger/paths.js';
import type { Approval } from '../../run/planning/planning.js';
import type { PlanSnapshot } from '../../run/trigger.js';
import type { Acceptance } from '../acceptance.js';
import { foreignCode } from '../answers/foreign-text.js';
import { approvalOf, planRunsOf } from './plan-runs.js';

export interface ApprovedDraft {
  readonly plan: PlanSnapshot;
  readonly approval: Approval;
}

/**
 * The plan that was written and approved for an issue; null where none was written. A draft that nobody has approved, or that was approved
 * for another commit, is an error and not passed over: another plan would be carried out than people think.
 */
export async function approvedDraft(acceptance: Acceptance): Promise<Result<ApprovedDraft, string> | null> {
  const { ports, event, branch, sha, ledger } = acceptance;
  const { state } = ledger;
  const entry = planRunsOf(state, event.comment.issue).find(({ status }) => status !== 'folded');
  const { record } = entry ?? {};
  if (entry === undefined || state.tip === null) {
    return null;
  }
  const approval = approvalOf(state, entry);
  if (record === undefined || record === null || approval === null) {
    return fail(
      `Run \`${entry.runId}\` plans for this issue, and no draft of it is approved. \`/pitboss status\` shows what it waits for; \`/pitboss fold ${entry.runId}\` ends it; \`/pitboss play --plan PATH\` takes another plan.`,
    );
  }
  if (approval.base_sha !== sha) {
    const short = sha.slice(0, 12);
    return fail(
      `The plan was approved for \`${approval.base_sha.slice(0, 12)}\`, and ${foreignCode(branch)} is at \`${short}\` now. If it still fits, write \`/pitboss approve ${approval.plan_sha256.slice(0, 12)} ${short}\` and, below it, \`/pitboss play\`.`,
    );
  }
  const path = runPath(entry.runId, 'plan.md');
  const text = await ports.api.file(path, state.tip);
  if (text === null || sha256(text) !== approval.plan_sha256) {
    return fail(
      `The file ${foreignCode(path)} on the ledger is not the plan that was approved, so nothing was started.`,
    );
  }
  return ok({ plan: { source: 'draft', path: entry.runId, text, sha256: approval.plan_sha256 }, approval });
}
