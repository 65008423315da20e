import type { Order, RunRecord } from '../record.js';

/** The tip of the base branch that the run knows of: merged, accepted as it is, or the commit that it started from. */
export function knownBase({ base }: RunRecord): string {
  return base.seen ?? base.merged ?? base.sha;
}

/** The commit of the base branch that the run branch holds. */
export function heldBase({ base }: RunRecord): string {
  return base.merged ?? base.sha;
}

/** The record once people are told of this tip; that they go on means that they accept it. */
export function sawBase(record: RunRecord, tip: string): RunRecord {
  return { ...record, base: { ...record.base, seen: tip } };
}

/** The record of a branch that holds this tip without our doing. */
export function heldAlready(record: RunRecord, tip: string): RunRecord {
  return { ...record, base: { ...record.base, seen: tip, merged: tip } };
}

/** The record on top of a merge of the base branch; the order in flight builds on it. */
export function mergedBase(
  record: RunRecord,
  order: Order,
  merge: { readonly commit: string; readonly tip: string },
): RunRecord {
  const { commit, tip } = merge;
  return {
    ...record,
    head_sha: commit,
    base: { ...record.base, seen: tip, merged: tip, merge_commit: commit },
    orders: { ...record.orders, [order.nonce]: { ...order, base: commit } },
  };
}

/** The record of a branch that was put on this tip; `replaced` says what became of each of its commits. */
export function rebased(
  record: RunRecord,
  order: Order,
  moved: { readonly tip: string; readonly head: string; readonly replaced: ReadonlyMap<string, string> },
): RunRecord {
  const { tip, head, replaced } = moved;
  const now = (commit: string | null): string | null => (commit === null ? null : (replaced.get(commit) ?? commit));
  return {
    ...record,
    head_sha: head,
    base: { ...record.base, seen: tip, merged: tip, merge_commit: tip },
    commits: Object.fromEntries(Object.entries(record.commits).map(([phase, commit]) => [phase, now(commit)])),
    ...(record.sweeps === undefined
      ? {}
      : { sweeps: record.sweeps.map((sweep) => ({ ...sweep, commit: now(sweep.commit) })) }),
    orders: { ...record.orders, [order.nonce]: { ...order, base: head } },
  };
}

/** The commits of the run branch that the run itself made. */
export function ownCommits({ commits, sweeps = [] }: RunRecord): ReadonlySet<string> {
  return new Set([...Object.values(commits), ...sweeps.map(({ commit }) => commit)].filter((sha) => sha !== null));
}

/** Whether the branch holds nothing yet but its base: where the run started, or what of it was merged before anything landed. */
export function onlyBase({ head_sha: head, base, completed, grind }: RunRecord): boolean {
  const landed = completed.length > 0 || (grind?.iterations ?? 0) > 0;
  return head === base.sha || (!landed && head === base.merge_commit);
}

/** Whether an order has not begun: only then may the ground under it move. */
export function notBegun(order: Order): boolean {
  return order.stage === 'setup' && order.wip_sha === null;
}

/** What the trailer of a merge of the base calls its unit. */
export const BASE_UNIT = 'base';
