import { join } from 'node:path';
import type { GrindMaterial } from '../../../grind/rotation.js';
import type { LandPorts, RunFiles } from '../../../land/run-files.js';
import type { Tell } from '../../../report/shift-event.js';
import { openUsd } from '../../../run/budget.js';
import type { UnitProgress } from '../../../run/progress.js';
import type { Order } from '../../../run/record.js';
import type { ShiftRequest } from '../../ports.js';
import { cloneDirs } from '../wave/clones.js';
import type { DetachedEnd } from '../wave/detached-end.js';
import { artifactName } from './artifact.js';
import { readResult } from './read-result.js';

export interface Receiving {
  readonly land: Pick<LandPorts, 'repository'>;
  readonly material: GrindMaterial;
  readonly request: Pick<ShiftRequest, 'dirs' | 'holder'>;
  /** Where the artifacts of the session jobs were put, each in a folder of its name. */
  readonly downloads: string;
  readonly tell: Tell;
}

/** A session's end as its machine handed it over. Of one that handed nothing over, all that was set aside counts as spent. */
export async function receiveSession(receiving: Receiving, files: RunFiles, order: Order): Promise<DetachedEnd> {
  const { land, material, request, downloads, tell } = receiving;
  const { workflow_run_id: workflow, attempt } = request.holder;
  const folder = join(downloads, artifactName(workflow, attempt, order.session?.seq ?? 0));
  const received = await readResult(land.repository, folder, { runId: files.record.run_id, order });
  const prompt = material.prompts.find(({ name }) => name === order.session?.prompt);
  const shared = {
    order,
    seedPad: files.grind?.scratchpad ?? '',
    promptSha256: prompt?.sha256 ?? '',
  };
  if (!received.ok) {
    tell({ kind: 'warning', message: `${order.unit} was lost (${received.error}); it begins again` });
    return { ...shared, dir: null, result: { kind: 'interruption', reason: 'unsaved', progress: lost(order) } };
  }
  const { tree } = cloneDirs(request.dirs, order);
  await land.repository.checkout(received.value.commit, tree, files.record.branch);
  return { ...shared, dir: tree, result: received.value.result };
}

/** Nobody saw what it spent. */
function lost(order: Order): UnitProgress {
  return {
    stage: order.stage,
    fix: order.fix,
    usage: {},
    unsettledUsd: openUsd(order),
    dispatches: 0,
    tests: null,
    deferred: '',
  };
}
