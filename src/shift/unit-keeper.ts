import { join } from 'node:path';
import type { Snapshot } from '../git/repository.js';
import { isoNow, type RunFiles } from '../land/run-files.js';
import { type Saved, saveUnit, type UnfinishedUnit } from '../land/save-unit.js';
import type { UnitProgress } from '../run/progress.js';
import type { Order } from '../run/record.js';
import { unitFileName } from '../run/units/unit-name.js';
import { dayOf } from '../run/usage.js';
import type { TreeMemory } from './checkout/tree-memory.js';
import { type Reservation, reservationOf } from './money/set-aside.js';
import type { CycleInput } from './unit-cycle.js';

/** How a unit is kept for good: what else changes with it, and the deferred.md that was not accepted. */
export interface LastWord {
  readonly change?: (files: RunFiles) => RunFiles;
  readonly rejectedDeferred?: string;
  /** The tree as it stands, where somebody has just read it. */
  readonly snapshot?: Snapshot;
}

/** Keeps the unit while it is under way, and knows what was kept last. */
export interface UnitKeeper {
  readonly order: () => Order;
  /** False when it should have been kept and could not be. */
  save(progress: UnitProgress, options: { readonly required: boolean }): Promise<boolean>;
  /** Money for the next dispatch, on the record before it starts; null when it could not be recorded. */
  setAside(progress: UnitProgress): Promise<Reservation | null>;
  final(progress: UnitProgress, last: LastWord): Promise<Saved>;
}

export function unitKeeper(
  { ports, land, request, config, pacer }: CycleInput,
  before: RunFiles,
  { first, memory }: { readonly first: Order; readonly memory: TreeMemory },
): UnitKeeper {
  let order = first;
  let savedDispatches = 0;

  async function keep(progress: UnitProgress, last: LastWord): Promise<Saved> {
    const { change, ...rejected } = last;
    const unit: UnfinishedUnit = {
      before,
      // Progress counts from where this shift took the unit up, so what was settled must be that moment's too.
      order: { ...order, settled_usd: first.settled_usd },
      progress,
      dir: request.dirs.tree,
      config,
      bundleFile: join(request.dirs.logs, `${unitFileName(order.unit)}.bundle`),
      ...rejected,
    };
    const saved = await saveUnit(land, unit, change);
    if (saved.outcome.kind === 'written') {
      order = saved.order;
      savedDispatches = progress.dispatches;
      ports.tell({ kind: 'saved', stage: progress.stage });
    }
    tellTree(saved);
    return saved;
  }

  function tellTree({ tree }: Saved): void {
    if (tree === 'bundled') {
      ports.tell({
        kind: 'warning',
        message: "the ref of the unfinished unit was refused; its tree is a bundle among the job's transcripts",
      });
    } else if (tree === 'secret') {
      ports.tell({ kind: 'warning', message: 'the tree of the unfinished unit was not kept: it holds a secret' });
    }
  }

  /** The tree as it stands; one that cannot be read is found out by the save itself. */
  async function reading(): Promise<LastWord> {
    const read = await memory.read();
    return read.ok ? { snapshot: read.value } : {};
  }

  return {
    order: () => order,
    async setAside(progress) {
      const recorded = reservationOf(land, before.record.run_id, order);
      const today = recorded?.day === dayOf(isoNow(land.clock));
      if (recorded !== null && today && recorded.usd > 0 && progress.dispatches === savedDispatches) {
        return recorded;
      }
      pacer.note();
      const saved = await keep(progress, await reading());
      return saved.outcome.kind === 'written' ? reservationOf(land, before.record.run_id, order) : null;
    },
    async save(progress, { required }) {
      // Money for one dispatch is set aside at any time, so a save is needed again only after one was spent.
      if (progress.dispatches === savedDispatches || !pacer.allows(required)) {
        return true;
      }
      return (await keep(progress, await reading())).outcome.kind === 'written';
    },
    final: keep,
  };
}
