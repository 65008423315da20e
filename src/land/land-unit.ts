import { ok } from '../base/result.js';
import type { Config } from '../config/config.js';
import { openTexts } from '../documents/deferred.js';
import { showsWork } from '../documents/deferred-progress.js';
import { type Plan, parsePlan } from '../documents/plan.js';
import { commitMessage, type MessageParts, phaseSubject, sweepSubject } from '../git/commit-message.js';
import type { RefUpdate, Snapshot } from '../git/repository.js';
import { keptRef } from '../ledger/paths.js';
import { halts } from '../run/halts.js';
import { NO_PLAN } from '../run/planning/planning.js';
import type { Halt, Order, RunRecord } from '../run/record.js';
import { resolvedItems } from '../run/sweep/after-unit.js';
import { advanced, type DoneUnit } from './after-unit.js';
import { checkTree } from './check-tree.js';
import { isoNow, type LandPorts, type RunFiles, writeRun } from './run-files.js';
import { holdsSecret, secretForms } from './secret-scan.js';
import { trySnapshot } from './try-snapshot.js';

export interface FinishedUnit extends DoneUnit {
  readonly dir: string;
  /** The tree that was compared and tested, where nothing has run in it since; absent where it must be read. */
  readonly snapshot?: Snapshot;
}

export type LandOutcome =
  | { readonly kind: 'landed'; readonly files: RunFiles; readonly plan: Plan; readonly commit: string | null }
  | { readonly kind: 'refused'; readonly halt: Halt }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly message: string };

/**
 * Lands a finished unit: checks its tree, commits it, advances plan and record, issues the next order, and pushes all of that at
 * once (I1-I3). Until that push has succeeded nothing has happened.
 */
export async function landUnit(ports: LandPorts, unit: FinishedUnit): Promise<LandOutcome> {
  const { record } = unit.before;
  const read =
    unit.snapshot === undefined ? await trySnapshot(ports.repository, record.head_sha, unit.dir) : ok(unit.snapshot);
  if (!read.ok) {
    return { kind: 'refused', halt: halts.unsafeTree([read.error.why]) };
  }
  const snapshot = read.value;
  const problem =
    (await checkTree(unit.dir, snapshot.changes, {
      protectWorkflows: unit.config.protect.workflows === 'halt',
      secrets: ports.secrets,
    })) ?? deferredProblem(unit.progress.deferred, ports.secrets);
  if (problem !== null) {
    return { kind: 'refused', halt: problem };
  }
  const mustShowWork = unit.subject.kind === 'phase';
  if (mustShowWork && snapshot.changes.length === 0 && !showsWork(unit.before.deferredText, unit.progress.deferred)) {
    // Whatever the stage says: without a change there is nothing that could have been done.
    return { kind: 'refused', halt: halts.noChanges() };
  }
  const commit = snapshot.changes.length === 0 ? null : await commitUnit(ports, unit, snapshot.tree);
  const next = advanced(ports, unit, commit);
  if (next.kind !== 'advanced') {
    return next;
  }
  const lease = record.lease;
  if (lease === null) {
    return { kind: 'lost', reason: 'this shift holds no lease' };
  }
  const outcome = await writeRun(ports, next.files, {
    message: `${unit.order.unit.replace('/', ' ')} landed`,
    alongside: refUpdates(record, unit, { commit, quiet: landsQuietly(unit.config, next.files.record) }),
    lease,
    order: unit.order.nonce,
  });
  switch (outcome.kind) {
    case 'written':
      return { kind: 'landed', files: outcome.files, plan: next.plan, commit };
    case 'moved':
      return { kind: 'refused', halt: halts.branchMoved(record.branch) };
    case 'refused':
      return { kind: 'refused', halt: halts.pushRefused(outcome.message) };
    default:
      return outcome;
  }
}

/** deferred.md goes to the ledger and into the pull request's text, so it is searched like a file. */
function deferredProblem(text: string, secrets: readonly string[]): Halt | null {
  return holdsSecret(Buffer.from(text), secretForms(secrets)) ? halts.secretFound(['deferred.md']) : null;
}

async function commitUnit(ports: LandPorts, unit: FinishedUnit, tree: string): Promise<string> {
  const { record } = unit.before;
  const message = commitMessage({
    subject: subjectLine(unit),
    ...messageFacts(record, unit.order),
    requester: record.requested_by,
  });
  const [sha] = await ports.repository.commit([
    {
      parents: [record.head_sha],
      content: { tree },
      message,
      author: ports.identity,
      committer: ports.identity,
      at: isoNow(ports.clock),
    },
  ]);
  return sha ?? record.head_sha;
}

function subjectLine({ subject, before, progress }: FinishedUnit): string {
  switch (subject.kind) {
    case 'phase':
      return phaseSubject(subject.phase.id, subject.phase.title);
    case 'sweep':
      return sweepSubject(subject.after, resolvedItems(openTexts(before.deferredText), openTexts(progress.deferred)));
  }
}

/** What ties a commit to its run, so that it can be recognised as ours after a crash (I2, I3). */
export function messageFacts(
  record: RunRecord,
  order: Order,
): Pick<MessageParts, 'run' | 'unit' | 'nonce' | 'planSha256'> {
  return { run: record.run_id, unit: order.unit, nonce: order.nonce, planSha256: record.plan_sha256 };
}

/** Whether this push is to start nobody's CI: another phase follows. A sweep that does may leave nothing to push. */
function landsQuietly(config: Config, next: RunRecord): boolean {
  return config.git.ci === 'at-end' && !next.post_final_phase && Object.keys(next.orders).length > 0;
}

function refUpdates(
  record: RunRecord,
  { order }: FinishedUnit,
  { commit, quiet }: { readonly commit: string | null; readonly quiet: boolean },
): readonly RefUpdate[] {
  const updates: RefUpdate[] = [];
  if (commit !== null) {
    updates.push({ ref: `refs/heads/${record.branch}`, from: record.head_sha, to: commit, quiet });
  }
  if (order.wip_sha !== null) {
    updates.push({ ref: keptRef(record.run_id, order), from: order.wip_sha, to: null });
  }
  return updates;
}

/** Reads the run's plan; a plan that we wrote ourselves is valid unless the ledger was edited by hand. One that is yet to be written is blank. */
export function planOf(files: RunFiles): Plan | null {
  const parsed = parsePlan(files.planText);
  if (!parsed.ok && ['plan', 'grind'].includes(files.record.kind) && files.planText === '') {
    return NO_PLAN;
  }
  return parsed.ok ? parsed.value : null;
}
