import type { RunFiles } from '../../land/run-files.js';
import { trySnapshot } from '../../land/try-snapshot.js';
import type { UnitProgress } from '../../run/progress.js';
import type { Order } from '../../run/record.js';
import { groundOf } from '../../run/units/ground.js';
import { writeDocuments } from '../../work/documents-in-tree.js';
import type { CycleInput } from '../unit-cycle.js';
import { type UnitKeeper, unitKeeper } from '../unit-keeper.js';
import { noteCheckout, type RestoredTree, restoreTree } from './restore-tree.js';
import { type TreeMemory, treeMemory } from './tree-memory.js';

type TakenUp =
  | {
      readonly kind: 'taken';
      readonly restored: RestoredTree;
      readonly keeper: UnitKeeper;
      readonly memory: TreeMemory;
    }
  | { readonly kind: 'lost'; readonly reason: string };

/**
 * Brings the checkout to where the unit was. An order that had to be changed for it is recorded before anything else: whoever
 * ends this process must not keep the new tree over the old one under the old order.
 */
export async function takeUp(input: CycleInput, files: RunFiles, order: Order): Promise<TakenUp> {
  const restored = await restoreTree(input, files, order);
  const { ports, land, request } = input;
  const ground = groundOf(restored.files.record, restored.order);
  const memory = treeMemory(ports.run, () => trySnapshot(land.repository, ground, request.dirs.tree));
  const keeper = unitKeeper(input, restored.files, { first: restored.order, memory });
  if (restored.order !== order) {
    input.pacer.note();
    const saved = await keeper.final(untouched(restored), {});
    if (saved.outcome.kind !== 'written') {
      return {
        kind: 'lost',
        reason: `the changed order of ${order.unit} could not be recorded (${saved.outcome.kind})`,
      };
    }
  }
  // A tree that is noted has its documents (a session has none), so that whoever finds it after a crash can take the list in it for the agent's.
  if (order.session === undefined) {
    await writeDocuments(input.request.dirs.tree, restored.files.planText, restored.deferredText);
  }
  await noteCheckout(input.request.dirs, order);
  return { kind: 'taken', restored, keeper, memory };
}

/** Nothing was done yet: where the unit stands is in its order. */
function untouched({ order, deferredText }: RestoredTree): UnitProgress {
  return {
    stage: order.stage,
    fix: order.fix,
    usage: {},
    unsettledUsd: 0,
    dispatches: 0,
    tests: null,
    deferred: deferredText,
  };
}
