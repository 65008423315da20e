import type { Config } from '../../config/config.js';
import type { Plan } from '../../documents/plan.js';
import type { CommitInfo } from '../../git/repository.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import { branchState } from '../../land/adopt.js';
import { advanced } from '../../land/after-unit.js';
import { adoptedSession } from '../../land/grind/unseen-ends.js';
import { type GrindWrite, isoNow, type LandPorts, type RunFiles, withEvent } from '../../land/run-files.js';
import { keptRef } from '../../ledger/paths.js';
import { mergedBase } from '../../run/branch/moved-base.js';
import { DEFERRED_PATH } from '../../run/document-paths.js';
import type { Halt, Order } from '../../run/record.js';
import { subjectOf } from '../../run/units/subject.js';
import { type AdoptWord, adoptCommits, commitsOnTop } from './adopt-commits.js';

/** A run as far as its branch matters. */
export interface Standing {
  readonly files: RunFiles;
  readonly plan: Plan;
  /** Of a grind run: the session that turned out to have landed. */
  readonly write?: GrindWrite;
}

export interface SettledBranch extends Standing {
  readonly halt: Halt | null;
  /** The branch is still to be created, at the base commit. */
  readonly create: boolean;
}

export interface BranchRequest extends Standing {
  readonly config: Config;
  /** Of a grind run. */
  readonly material: GrindMaterial | null;
  /** Whether a person wants to go on from what others committed. */
  readonly word: AdoptWord | null;
  readonly scratch: string;
}

/**
 * Compares the run branch with the record: creates it, adopts our own unrecorded commit, goes on from people's commits where a
 * person said so, or stops because somebody moved it.
 */
export async function settleBranch(land: LandPorts, request: BranchRequest): Promise<SettledBranch> {
  const { files, plan } = request;
  const { record } = files;
  if (record.kind === 'plan') {
    await land.repository.fetch([record.base.sha]);
    return { files, plan, halt: null, create: false };
  }
  const ref = `refs/heads/${record.branch}`;
  const tip = (await land.repository.remoteTips([ref])).get(ref) ?? null;
  const fresh = record.shifts === 1 && record.completed.length === 0;
  await land.repository.fetch([...new Set([tip === null ? record.base.sha : ref, record.base.sha])]);
  if (tip === null && fresh) {
    return { files, plan, halt: null, create: true };
  }
  const commit = tip === null ? null : await land.repository.readCommit(tip);
  const state = branchState(record, commit, land.identity);
  switch (state.kind) {
    case 'as_recorded':
      return { files, plan, halt: null, create: false };
    case 'ahead':
      return { ...(await withOurs(land, request, commit)), halt: null, create: false };
    case 'base_merged': {
      const merged = { ...files, record: mergedBase(record, state.order, state) };
      const event = { event: 'merged_base', commit: state.commit, base: state.tip };
      return { files: withEvent(merged, isoNow(land.clock), event), plan, halt: null, create: false };
    }
    case 'moved':
      return { ...(await withTheirs(land, request, tip)), create: false };
  }
}

async function withTheirs(
  land: LandPorts,
  request: BranchRequest,
  tip: string | null,
): Promise<Standing & { readonly halt: Halt | null }> {
  const { files, plan, word, scratch } = request;
  const found = await commitsOnTop(land, files.record, { tip, word });
  if ('code' in found || tip === null || word === null) {
    return { files, plan, halt: 'code' in found ? found : null };
  }
  // Our own commit may stand below theirs, unrecorded because its shift died: then its unit is done.
  const ours = found.find((commit) => branchState(files.record, commit, land.identity).kind === 'ahead') ?? null;
  const settled = await withOurs(land, request, ours);
  const commits = found.filter((commit) => commit !== ours);
  const adopted = await adoptCommits(land, settled.files, { tip, by: word.by, commits, scratch });
  return 'code' in adopted ? { files, plan, halt: adopted } : { ...settled, files: adopted, halt: null };
}

/** With the unit landed whose commit was pushed and not recorded. */
async function withOurs(land: LandPorts, request: BranchRequest, commit: CommitInfo | null): Promise<Standing> {
  const { files, plan, config } = request;
  const state = branchState(files.record, commit, land.identity);
  if (state.kind === 'ahead' && state.order.session !== undefined) {
    return { plan, ...withSession(land, request, state.order, state.commit) };
  }
  const subject = state.kind === 'ahead' ? subjectOf(plan, state.order.unit) : null;
  if (state.kind !== 'ahead' || subject === null) {
    return { files, plan };
  }
  const { order } = state;
  const progress = {
    stage: 'test',
    fix: order.fix,
    usage: {},
    unsettledUsd: 0,
    dispatches: 0,
    tests: null,
    deferred: await keptDeferred(land, files, order),
    ...(order.audit?.done !== true ? {} : { audit: { ...order.audit, findings: order.findings } }),
  } as const;
  const next = advanced(land, { before: files, order, progress, plan, subject, config }, state.commit);
  return next.kind === 'advanced'
    ? {
        files: withEvent(next.files, isoNow(land.clock), { event: 'adopted', commit: state.commit }),
        plan: next.plan,
      }
    : { files, plan };
}

/** A session of which only the commit is known. */
function withSession(
  land: LandPorts,
  { files, material }: BranchRequest,
  order: Order,
  commit: string,
): Pick<Standing, 'files' | 'write'> {
  const now = isoNow(land.clock);
  const prompt = material?.prompts.find(({ name }) => name === order.session?.prompt);
  const adopted = adoptedSession(files, order, { commit, now, promptSha256: prompt?.sha256 ?? '' });
  return adopted === null
    ? { files }
    : { write: adopted.write, files: withEvent(adopted.files, now, { event: 'adopted', commit }) };
}

/** deferred.md of a unit under way, from its kept tree: neither the run branch nor the ledger has it. Without one, as last landed. */
export async function keptDeferred({ repository }: LandPorts, files: RunFiles, order: Order): Promise<string> {
  const ref = keptRef(files.record.run_id, order);
  const tip = order.wip_sha === null ? null : ((await repository.remoteTips([ref])).get(ref) ?? null);
  if (tip === null || tip !== order.wip_sha) {
    return files.deferredText;
  }
  await repository.fetch([ref]);
  const kept = await repository.readFile(tip, DEFERRED_PATH);
  return kept === null ? files.deferredText : kept.toString('utf8');
}
