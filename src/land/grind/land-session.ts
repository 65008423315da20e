import type { Config } from '../../config/config.js';
import { commitMessage, sessionSubject } from '../../git/commit-message.js';
import type { RefUpdate, Snapshot } from '../../git/repository.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import { withMetric, withScheduler } from '../../grind/rotation-state.js';
import { paddedSeq, type SessionRecord } from '../../grind/session-record.js';
import { keptRef } from '../../ledger/paths.js';
import { issued } from '../../run/advance.js';
import { decide } from '../../run/decide.js';
import { endSession, repeatSession } from '../../run/grind/end-session.js';
import type { SessionOutcome } from '../../run/grind/session-outcome.js';
import { halts } from '../../run/halts.js';
import { NO_PLAN } from '../../run/planning/planning.js';
import type { UnitProgress } from '../../run/progress.js';
import type { Halt, Order, RunRecord } from '../../run/record.js';
import { checkTree } from '../check-tree.js';
import { messageFacts } from '../land-unit.js';
import { purposeNow } from '../purpose.js';
import { isoNow, type LandPorts, type RunFiles, type WriteOutcome, withEvent, writeRun } from '../run-files.js';
import { trySnapshot } from '../try-snapshot.js';
import { wipCommit } from '../wip-commit.js';
import { mergedPad } from './merge-scratchpad.js';
import { sessionRecordOf } from './session-record-of.js';

/** A session that ended by itself, with the tree that it left. */
export interface FinishedSession {
  readonly before: RunFiles;
  readonly order: Order;
  readonly progress: UnitProgress;
  readonly outcome: SessionOutcome;
  readonly promptSha256: string;
  /** The scratchpad as the session was given it. */
  readonly seedPad: string;
  readonly dir: string;
  /** The tree that was tested, read against the order's base; absent where it must be read. */
  readonly snapshot?: Snapshot;
  readonly config: Config;
  readonly material: GrindMaterial;
  /**
   * Whether the merged tree (a commit) is as good as the session's own: asked where others landed meanwhile. Absent where nothing is
   * to be proved.
   */
  readonly prove?: (commit: string) => Promise<boolean>;
}

export type SessionLanding =
  | { readonly kind: 'landed'; readonly files: RunFiles; readonly session: SessionRecord }
  /** It could not be merged with what landed before it, and is to run once more. */
  | { readonly kind: 'again'; readonly files: RunFiles }
  | { readonly kind: 'refused'; readonly halt: Halt }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly message: string };

/** What is to become of the tree. */
type Fate =
  | { readonly kind: 'commit'; readonly sha: string }
  /** Nothing changed. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'keep'; readonly outcome: FinishedSession['outcome'] | 'conflict' }
  | { readonly kind: 'again' }
  | { readonly kind: 'halt'; readonly halt: Halt };

/**
 * Ends a session: lands its tree where it has earned that, merged in three ways with what others landed since it began; keeps the tree
 * in every other case; and writes its record, the scratchpad, the rotation and the next orders in the same push (I1-I3).
 */
export async function landSession(ports: LandPorts, session: FinishedSession): Promise<SessionLanding> {
  const read =
    session.snapshot === undefined
      ? await trySnapshot(ports.repository, session.order.base, session.dir)
      : ({ ok: true, value: session.snapshot } as const);
  const snapshot = read.ok ? read.value : null;
  const fate = await fateOf(ports, session, snapshot);
  switch (fate.kind) {
    case 'halt':
      return { kind: 'refused', halt: fate.halt };
    case 'again':
      return again(ports, session);
    case 'commit':
      return ended(ports, session, { outcome: session.outcome, commit: fate.sha, snapshot: null });
    case 'nothing':
      return ended(ports, session, { outcome: session.outcome, commit: null, snapshot: null });
    case 'keep':
      return ended(ports, session, { outcome: fate.outcome, commit: null, snapshot });
  }
}

async function fateOf(ports: LandPorts, session: FinishedSession, snapshot: Snapshot | null): Promise<Fate> {
  const { outcome, config } = session;
  if (snapshot === null) {
    return { kind: 'keep', outcome: failed(outcome, halts.unsafeTree(['the tree cannot be read'])) };
  }
  if (outcome.status !== 'ok') {
    return { kind: 'keep', outcome };
  }
  if (snapshot.changes.length === 0) {
    return { kind: 'nothing' };
  }
  const problem = await checkTree(session.dir, snapshot.changes, {
    protectWorkflows: config.protect.workflows === 'halt',
    secrets: ports.secrets,
  });
  if (problem !== null) {
    // A secret in the tree is nothing that the next session may build on: a person has to look.
    return problem.code === 'secret_found'
      ? { kind: 'halt', halt: problem }
      : { kind: 'keep', outcome: failed(outcome, problem) };
  }
  return merged(ports, session, snapshot);
}

/** The session's commit on what the branch holds now, or what follows where that cannot be. */
async function merged(ports: LandPorts, session: FinishedSession, { tree }: Snapshot): Promise<Fate> {
  const { before, order } = session;
  const { head_sha: head } = before.record;
  if (order.base === head) {
    return { kind: 'commit', sha: await commitSession(ports, session, tree) };
  }
  const both = await ports.repository.mergeTrees({ base: order.base, ours: head, theirs: tree });
  if (both.kind !== 'clean') {
    return unmerged(order);
  }
  const sha = await commitSession(ports, session, both.tree);
  const proved = session.prove === undefined || (await session.prove(sha));
  return proved ? { kind: 'commit', sha } : unmerged(order);
}

/** Once more on the new base; a session that has had its second time is kept for people. */
function unmerged(order: Order): Fate {
  return order.session?.again === true ? { kind: 'keep', outcome: 'conflict' } : { kind: 'again' };
}

function failed(outcome: SessionOutcome, halt: Halt): SessionOutcome {
  return { ...outcome, status: 'error', code: halt.code, summary: `${halt.what} ${halt.why}` };
}

async function commitSession(ports: LandPorts, { before, order }: FinishedSession, tree: string): Promise<string> {
  const { record } = before;
  const seq = paddedSeq(order.session?.seq ?? 0);
  const [sha] = await ports.repository.commit([
    {
      parents: [record.head_sha],
      content: { tree },
      message: commitMessage({
        subject: sessionSubject(order.session?.prompt ?? '', seq, record.run_id),
        ...messageFacts(record, order),
        requester: record.requested_by,
      }),
      author: ports.identity,
      committer: ports.identity,
      at: isoNow(ports.clock),
    },
  ]);
  return sha ?? record.head_sha;
}

interface Ending {
  readonly outcome: SessionOutcome | 'conflict';
  readonly commit: string | null;
  /** The tree to keep; null where there is nothing to keep. */
  readonly snapshot: Snapshot | null;
}

async function ended(ports: LandPorts, session: FinishedSession, ending: Ending): Promise<SessionLanding> {
  const { before, order, progress } = session;
  const now = isoNow(ports.clock);
  const kept = await keptTree(ports, session, ending);
  const record = sessionRecordOf({ ...session, ...ending, kept: kept === null ? null : kept.ref, now });
  const step = endSession(before.record, order, { progress, session: record, now });
  if (!step.ok) {
    return { kind: 'refused', halt: halts.internal(`A session ended while the run was ${step.error.status}.`) };
  }
  const files = withPad(session, {
    ...before,
    record: nextOrders(ports, session, step.value, now),
    grind: { sessions: [...(before.grind?.sessions ?? []), record], scratchpad: before.grind?.scratchpad ?? '' },
  });
  const event = { event: 'session_ended', unit: order.unit, status: record.status, commit: ending.commit };
  const outcome = await writeRun(ports, withEvent(files, now, event), {
    message: `${order.unit.replace('/', ' ')} ${record.status}`,
    alongside: refUpdates(session, ending.commit, kept),
    lease: before.record.lease ?? { workflow_run_id: '', attempt: 1, nonce: '' },
    order: order.nonce,
    grind: { ended: [record], rotation: (state) => rotationAfter(state, step.value, record) },
  });
  return outcome.kind === 'written'
    ? { kind: 'landed', files: outcome.files, session: record }
    : refusedWrite(before.record, outcome);
}

async function again(ports: LandPorts, session: FinishedSession): Promise<SessionLanding> {
  const { before, order, progress } = session;
  const now = isoNow(ports.clock);
  const step = repeatSession(before.record, order, { progress, now });
  if (!step.ok) {
    return { kind: 'refused', halt: halts.internal(`A session ended while the run was ${step.error.status}.`) };
  }
  const files = withPad(session, { ...before, record: nextOrders(ports, session, step.value, now) });
  const outcome = await writeRun(ports, withEvent(files, now, { event: 'session_again', unit: order.unit }), {
    message: `${order.unit.replace('/', ' ')} once more`,
    alongside: refUpdates(session, null, null),
    lease: before.record.lease ?? { workflow_run_id: '', attempt: 1, nonce: '' },
    order: order.nonce,
  });
  return outcome.kind === 'written' ? { kind: 'again', files: outcome.files } : refusedWrite(before.record, outcome);
}

/** What comes next, once every session that was handed out together has ended. */
function nextOrders(ports: LandPorts, session: FinishedSession, record: RunRecord, now: string): RunRecord {
  if (Object.values(record.orders).some((order) => order.session?.detached === true)) {
    return record;
  }
  const { others } = purposeNow(ports, record, session.order.unit);
  const { config, material: grind } = session;
  const decision = decide({ record, plan: NO_PLAN, deferredText: '', config, grind, now, others });
  return issued(record, decision);
}

function withPad({ seedPad, outcome, order }: FinishedSession, files: RunFiles): RunFiles {
  const known = files.grind ?? { sessions: [], scratchpad: '' };
  const scratchpad = mergedPad({
    pad: known.scratchpad,
    seed: seedPad,
    view: outcome.scratchpad,
    seq: order.session?.seq ?? 0,
  });
  return { ...files, grind: { ...known, scratchpad } };
}

/** The rotation's file after a session: where its scheduler stands, for runs that give it on, and the metric's newest reading. */
function rotationAfter(
  state: Parameters<typeof withScheduler>[0],
  { grind, run_id: runId }: RunRecord,
  session: SessionRecord,
): ReturnType<typeof withScheduler> {
  const standing = grind?.carry === true ? withScheduler(state, grind.scheduler, runId) : state;
  const { metric, seq, prompt, ended_at: at } = session;
  return metric === null || metric.after === null
    ? standing
    : withMetric(standing, prompt, {
        run_id: runId,
        seq,
        at,
        before: metric.before,
        after: metric.after,
        kept: metric.kept && session.commit !== null,
      });
}

interface KeptTree {
  readonly ref: string;
  readonly sha: string;
}

/** The tree of a session that does not land, as a commit that is kept beside the branch (I6). */
async function keptTree(ports: LandPorts, session: FinishedSession, { snapshot }: Ending): Promise<KeptTree | null> {
  if (snapshot === null || snapshot.changes.length === 0) {
    return null;
  }
  const { before, order, progress, dir, config } = session;
  const wip = await wipCommit(ports, { before, order, progress, dir, config, snapshot, bundleFile: '' });
  return wip.kind === 'made' ? { ref: keptRef(before.record.run_id, order), sha: wip.sha } : null;
}

function refUpdates(
  { before: { record }, order }: FinishedSession,
  commit: string | null,
  kept: KeptTree | null,
): readonly RefUpdate[] {
  const branch = { ref: `refs/heads/${record.branch}`, from: record.head_sha };
  const known = { ref: keptRef(record.run_id, order), from: order.wip_sha };
  return [
    ...(commit === null ? [] : [{ ...branch, to: commit }]),
    ...(kept !== null
      ? [{ ref: kept.ref, from: order.wip_sha, to: kept.sha, replace: true }]
      : order.wip_sha === null
        ? []
        : [{ ...known, to: null }]),
  ];
}

function refusedWrite(record: RunRecord, outcome: Exclude<WriteOutcome, { kind: 'written' }>): SessionLanding {
  switch (outcome.kind) {
    case 'moved':
      return { kind: 'refused', halt: halts.branchMoved(record.branch) };
    case 'refused':
      return { kind: 'refused', halt: halts.pushRefused(outcome.message) };
    default:
      return outcome;
  }
}
