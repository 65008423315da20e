import type { LedgerState } from '../../ledger/ledger.js';
import type { Approval } from '../../run/planning/planning.js';
import { entryOf, isRemoved, type QueueEntry } from '../../run/queue.js';
import { runsOfIssue } from '../target.js';

/** The runs of an issue that plan, newest first; one that no shift has taken up yet is among them, one that was pruned is not. */
export function planRunsOf(state: LedgerState, issue: number): readonly QueueEntry[] {
  const asked = new Set(state.triggers.filter(({ verb }) => verb === 'plan').map(({ run_id }) => run_id));
  return runsOfIssue(state, issue)
    .map((runId) => entryOf(state, runId))
    .filter(
      (entry) => !isRemoved(entry) && (entry.record === null ? asked.has(entry.runId) : entry.record.kind === 'plan'),
    );
}

/** The newest approval of a run's draft as it stands now; a shift need not have seen it yet. */
export function approvalOf(state: LedgerState, { runId, record }: QueueEntry): Approval | null {
  const given = state.triggers.filter(({ verb, run_id }) => verb === 'approve' && run_id === runId);
  const all = [record?.approval ?? null, ...given.map(({ approval }) => approval ?? null)];
  return all.findLast((approval) => approval !== null && approval.plan_sha256 === record?.plan_sha256) ?? null;
}
