import type { Config } from '../../config/config.js';
import type { Plan } from '../../documents/plan.js';
import { branchState } from '../../land/adopt.js';
import { advanced } from '../../land/after-unit.js';
import { isoNow, type LandPorts, type RunFiles, withEvent } from '../../land/run-files.js';
import { wipRef } from '../../ledger/paths.js';
import { DEFERRED_PATH } from '../../run/document-paths.js';
import { halts } from '../../run/halts.js';
import type { Halt, Order } from '../../run/record.js';
import { subjectOf } from '../../run/units/subject.js';

export interface SettledBranch {
  readonly files: RunFiles;
  readonly plan: Plan;
  readonly halt: Halt | null;
  /** The branch is still to be created, at the base commit. */
  readonly create: boolean;
}

/** Compares the run branch with the record: creates it, adopts our own unrecorded commit, or stops because somebody moved it. */
export async function settleBranch(
  land: LandPorts,
  files: RunFiles,
  plan: Plan,
  config: Config,
): Promise<SettledBranch> {
  const { record } = files;
  const ref = `refs/heads/${record.branch}`;
  const tip = (await land.repository.remoteTips([ref])).get(ref) ?? null;
  const fresh = record.shifts === 1 && record.completed.length === 0;
  await land.repository.fetch([...new Set([tip === null ? record.base.sha : ref, record.base.sha])]);
  if (tip === null && fresh) {
    return { files, plan, halt: null, create: true };
  }
  const state = branchState(record, tip === null ? null : await land.repository.readCommit(tip), land.identity);
  if (state.kind === 'moved') {
    return { files, plan, halt: halts.branchMoved(record.branch), create: false };
  }
  const subject = state.kind === 'ahead' ? subjectOf(plan, state.order.unit) : null;
  if (state.kind === 'ahead' && subject !== null) {
    const progress = {
      stage: 'test',
      fix: state.order.fix,
      usage: {},
      unsettledUsd: 0,
      dispatches: 0,
      tests: null,
      deferred: await keptDeferred(land, files, state.order),
      ...(state.order.audit?.done !== true ? {} : { audit: { ...state.order.audit, findings: state.order.findings } }),
    } as const;
    const next = advanced(land, { before: files, order: state.order, progress, plan, subject, config }, state.commit);
    if (next.kind === 'advanced') {
      return {
        files: withEvent(next.files, isoNow(land.clock), { event: 'adopted', commit: state.commit }),
        plan: next.plan,
        halt: null,
        create: false,
      };
    }
  }
  return { files, plan, halt: null, create: false };
}

/** deferred.md of a unit under way, from its kept tree: neither the run branch nor the ledger has it. Without one, as last landed. */
export async function keptDeferred({ repository }: LandPorts, files: RunFiles, order: Order): Promise<string> {
  const ref = wipRef(files.record.run_id, order.unit);
  const tip = order.wip_sha === null ? null : ((await repository.remoteTips([ref])).get(ref) ?? null);
  if (tip === null || tip !== order.wip_sha) {
    return files.deferredText;
  }
  await repository.fetch([ref]);
  const kept = await repository.readFile(tip, DEFERRED_PATH);
  return kept === null ? files.deferredText : kept.toString('utf8');
}
