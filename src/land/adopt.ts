import { parseTrailers } from '../git/commit-message.js';
import type { CommitInfo, Identity } from '../git/repository.js';
import { BASE_UNIT } from '../run/branch/moved-base.js';
import type { Order, RunRecord } from '../run/record.js';

/** How the run branch's tip on the remote relates to the record. */
export type BranchState =
  | { readonly kind: 'as_recorded' }
  /** Our own commit of an order that the record still holds: it was pushed, the record was not (I2). */
  | { readonly kind: 'ahead'; readonly commit: string; readonly order: Order }
  /** Our own merge of the base branch, which the record does not know of for the same reason. */
  | { readonly kind: 'base_merged'; readonly commit: string; readonly tip: string; readonly order: Order }
  | { readonly kind: 'moved' };

/** Judges the tip; anything but exactly one commit of ours on top of the recorded head is somebody else's move. */
export function branchState(record: RunRecord, tip: CommitInfo | null, identity: Identity): BranchState {
  if (tip === null) {
    return { kind: 'moved' };
  }
  if (tip.sha === record.head_sha) {
    return { kind: 'as_recorded' };
  }
  const trailers = parseTrailers(tip.message);
  const order = record.orders[trailers.get('Pitboss-Nonce') ?? ''];
  const ours = tip.committer.email === identity.email && trailers.get('Pitboss-Run') === record.run_id;
  if (order !== undefined && ours && tip.parents.length === 1 && tip.parents[0] === record.head_sha) {
    return { kind: 'ahead', commit: tip.sha, order };
  }
  const [first, second] = tip.parents;
  const merged = order !== undefined && ours && trailers.get('Pitboss-Unit') === BASE_UNIT;
  if (merged && first === record.head_sha && second !== undefined && tip.parents.length === 2) {
    return { kind: 'base_merged', commit: tip.sha, tip: second, order };
  }
  return { kind: 'moved' };
}
