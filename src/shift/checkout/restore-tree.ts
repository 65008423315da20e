import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isoNow, type RunFiles, withEvent } from '../../land/run-files.js';
import { keptRef } from '../../ledger/paths.js';
import { setAside } from '../../run/branch/adoption.js';
import { begunAnew, keptElsewhere, movedOnto } from '../../run/branch/take-up.js';
import { DEFERRED_PATH } from '../../run/document-paths.js';
import type { Order } from '../../run/record.js';
import { baseCommandIn } from '../../work/baseline/base-command.js';
import { dropHidden } from '../../work/policy/hidden-files.js';
import type { ShiftDirs } from '../ports.js';
import type { CycleInput } from '../unit-cycle.js';
import { type Kept, onHead, readKept } from './kept-tree.js';

export interface RestoredTree {
  readonly files: RunFiles;
  /** The order as it can really be taken up. Where it is not the one that was given, it is to be recorded before any work. */
  readonly order: Order;
  readonly deferredText: string;
}

/** Where a finished checkout is noted: the nonce of the order whose tree stands in the folder. */
export function checkoutNote(dirs: Pick<ShiftDirs, 'scratch'>): string {
  return join(dirs.scratch, 'checked-out');
}

/** Says that the order's whole tree stands in the folder: from now on, whatever ends this process, it can be kept as it is. */
export async function noteCheckout(dirs: Pick<ShiftDirs, 'scratch'>, order: Order): Promise<void> {
  await writeFile(checkoutNote(dirs), order.nonce);
}

/**
 * Puts the kept tree of an interrupted unit into the checkout, or the commit that the unit starts from. A kept tree that was made
 * on an older head is brought onto the one that the run has now; one that cannot be used is told, and the unit begins again.
 */
export async function restoreTree(input: CycleInput, files: RunFiles, order: Order): Promise<RestoredTree> {
  const { land, request } = input;
  await mkdir(request.dirs.scratch, { recursive: true });
  await rm(checkoutNote(request.dirs), { force: true });
  await dropHidden(request.dirs.scratch);
  if (order.wip_sha === null) {
    return fromHead(input, files, order);
  }
  const kept = await readKept(land, files.record, order);
  if (kept.kind !== 'kept') {
    return withoutKept(input, files, { order, kept });
  }
  const stored = await land.repository.readFile(kept.commit, DEFERRED_PATH);
  const deferredText = stored === null ? files.deferredText : stored.toString('utf8');
  // A session beside others stays on what it began with: landing brings it and what landed meanwhile together.
  const ground = order.session?.detached === true ? order.base : files.record.head_sha;
  if (kept.madeOn !== ground) {
    return brought(input, { files, order, deferredText }, kept);
  }
  await land.repository.checkout(kept.commit, request.dirs.tree, files.record.branch);
  return { files, order, deferredText };
}

async function fromHead(
  { land, request, treeStands }: CycleInput,
  files: RunFiles,
  order: Order,
): Promise<RestoredTree> {
  const { head_sha: head, branch } = files.record;
  await land.repository.checkout(head, request.dirs.tree, branch, { untouched: treeStands });
  // What a session changed is told by its base, which may be older than what the branch holds now.
  const begun = order.session === undefined || order.base === head ? order : begunAnew(order, head);
  return { files, order: begun, deferredText: files.deferredText };
}

/** The unit begins again. What stands under its ref is replaced only where it is the unit's own. */
function withoutKept(
  input: CycleInput,
  files: RunFiles,
  { order, kept }: { readonly order: Order; readonly kept: Exclude<Kept, { kind: 'kept' }> },
): Promise<RestoredTree> {
  const ref = keptRef(files.record.run_id, order);
  const foreign = kept.kind === 'foreign' ? '; what stands there is not ours and stays' : '';
  const message = `the kept tree of ${order.unit} is not at ${ref} any more${foreign}; the unit begins again`;
  input.ports.tell({ kind: 'warning', message });
  const again = begunAnew(order, files.record.head_sha);
  const known = kept.kind === 'ours' ? { ...again, wip_sha: kept.commit } : again;
  return fromHead(input, files, kept.kind === 'foreign' ? keptElsewhere(known) : known);
}

/** The kept tree with what people committed meanwhile, or, where the two conflict, the unit anew and the kept tree as it is. */
async function brought(
  input: CycleInput,
  restored: RestoredTree,
  kept: Extract<Kept, { kind: 'kept' }>,
): Promise<RestoredTree> {
  const { ports, land, request, config } = input;
  const { files, order } = restored;
  const { record } = files;
  const merged = await onHead(land, files, kept);
  if (merged.kind === 'conflict') {
    const ref = keptRef(record.run_id, order);
    const where = merged.paths.length === 0 ? '' : ` in ${merged.paths.slice(0, 5).join(', ')}`;
    const message = `the kept tree of ${order.unit} does not fit the branch any more${where}; it stays at ${ref}, and the unit begins again`;
    ports.tell({ kind: 'warning', message });
    const aside = { unit: order.unit, ref, sha: kept.commit, conflicts: [...merged.paths] };
    const event = { event: 'begun_anew', unit: order.unit, kept: kept.commit, ref };
    const noted = withEvent({ ...files, record: setAside(record, aside) }, isoNow(land.clock), event);
    return fromHead(input, noted, keptElsewhere(begunAnew(order, record.head_sha)));
  }
  // The unit is held to what its new base tests itself with, not to what stands in its own tree.
  await land.repository.checkout(record.head_sha, request.dirs.tree, record.branch);
  const tests = await baseCommandIn({ dir: request.dirs.tree, config });
  await land.repository.checkout(merged.commit, request.dirs.tree, record.branch);
  return { ...restored, order: movedOnto(order, record.head_sha, tests) };
}
