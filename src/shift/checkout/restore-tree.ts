import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFiles } from '../../land/run-files.js';
import { wipRef } from '../../ledger/paths.js';
import { DEFERRED_PATH } from '../../run/document-paths.js';
import type { Order } from '../../run/record.js';
import type { ShiftDirs } from '../ports.js';
import type { CycleInput } from '../unit-cycle.js';

export interface RestoredTree {
  /** The order as it can really be taken up. */
  readonly order: Order;
  readonly deferredText: string;
}

/** Where a finished checkout is noted: the nonce of the order whose tree stands in the folder. */
export function checkoutNote(dirs: Pick<ShiftDirs, 'scratch'>): string {
  return join(dirs.scratch, 'checked-out');
}

/**
 * Puts the kept tree of an interrupted unit into the checkout, or the commit that the unit starts from. A kept tree that is gone
 * from the remote is told, and the unit begins again.
 */
export async function restoreTree(input: CycleInput, files: RunFiles, order: Order): Promise<RestoredTree> {
  const note = checkoutNote(input.request.dirs);
  await mkdir(input.request.dirs.scratch, { recursive: true });
  await rm(note, { force: true });
  const restored = (await keptTree(input, files, order)) ?? (await baseTree(input, files, order));
  await writeFile(note, order.nonce);
  return restored;
}

async function keptTree(
  { land, request, ports }: CycleInput,
  files: RunFiles,
  order: Order,
): Promise<RestoredTree | null> {
  const { record } = files;
  if (order.wip_sha === null) {
    return null;
  }
  const ref = wipRef(record.run_id, order.unit);
  const tip = (await land.repository.remoteTips([ref])).get(ref) ?? null;
  if (tip !== order.wip_sha) {
    ports.tell({
      kind: 'warning',
      message: `the kept tree of ${order.unit} is not at ${ref} any more; the unit begins again`,
    });
    return null;
  }
  await land.repository.fetch([ref]);
  await land.repository.checkout(order.wip_sha, request.dirs.tree, record.branch);
  const kept = await land.repository.readFile(order.wip_sha, DEFERRED_PATH);
  return { order, deferredText: kept === null ? files.deferredText : kept.toString('utf8') };
}

async function baseTree(
  { land, request, treeStands }: CycleInput,
  files: RunFiles,
  order: Order,
): Promise<RestoredTree> {
  const { record } = files;
  await land.repository.checkout(record.head_sha, request.dirs.tree, record.branch, { untouched: treeStands });
  if (order.wip_sha === null) {
    return { order, deferredText: files.deferredText };
  }
  // What stands at the ref now is nobody's work that we know of; it is replaced, with a lease on what we saw.
  const ref = wipRef(record.run_id, order.unit);
  const tip = (await land.repository.remoteTips([ref])).get(ref) ?? null;
  return {
    order: { ...order, stage: 'setup', fix: 0, wip_sha: tip, test_summary: null, audit: undefined, findings: [] },
    deferredText: files.deferredText,
  };
}
