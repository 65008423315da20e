import type { Config } from '../../config/config.js';
import { commitMessage, sessionSubject } from '../../git/commit-message.js';
import type { Snapshot } from '../../git/repository.js';
import { paddedSeq } from '../../grind/session-record.js';
import type { SessionOutcome } from '../../run/grind/session-outcome.js';
import { halts } from '../../run/halts.js';
import type { Halt, Order } from '../../run/record.js';
import { checkTree } from '../check-tree.js';
import { messageFacts } from '../land-unit.js';
import { isoNow, type LandPorts } from '../run-files.js';
import { trySnapshot } from '../try-snapshot.js';
import { endedAs, toRepeat } from './end-of-session.js';
import type { EndedSession, FinishedSession, SessionLanding } from './finished-session.js';

/** What is to become of the tree. */
type Fate =
  | { readonly kind: 'commit'; readonly sha: string }
  /** Nothing changed. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'keep'; readonly outcome: FinishedSession['outcome'] | 'conflict' }
  | { readonly kind: 'again' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'halt'; readonly halt: Halt };

/**
 * Ends a session: lands its tree where it has earned that, merged in three ways with what others landed since it began; keeps the tree
 * in every other case; and writes its record, the scratchpad, the rotation and the next orders in the same push (I1-I3).
 */
export async function landSession(ports: LandPorts, session: FinishedSession): Promise<SessionLanding> {
  const snapshot = session.snapshot ?? (await standing(ports, session));
  const { scratchpad } = session.outcome;
  const fate = await fateOf(ports, session, snapshot);
  switch (fate.kind) {
    case 'halt':
      return { kind: 'refused', halt: fate.halt };
    case 'again':
      return toRepeat(ports, session, scratchpad);
    case 'stopped':
      return fate;
    case 'commit':
      return endedAs(ports, session, { outcome: session.outcome, scratchpad, commit: fate.sha, snapshot: null });
    case 'nothing':
      return endedAs(ports, session, { outcome: session.outcome, scratchpad, commit: null, snapshot: null });
    case 'keep': {
      const left = session.judged === undefined ? snapshot : await standing(ports, session);
      return endedAs(ports, session, { outcome: fate.outcome, scratchpad, commit: null, snapshot: left });
    }
  }
}

/** A session whose run was folded while it was at work: its tree is kept, and nothing follows. */
export async function abortSession(ports: LandPorts, session: EndedSession): Promise<SessionLanding> {
  const snapshot = await standing(ports, session);
  return endedAs(ports, session, { outcome: 'aborted', scratchpad: null, commit: null, snapshot });
}

/** The tree as it stands; null where it cannot be read. */
async function standing({ repository }: LandPorts, { order, dir }: EndedSession): Promise<Snapshot | null> {
  const read = await trySnapshot(repository, order.base, dir);
  return read.ok ? read.value : null;
}

async function fateOf(ports: LandPorts, session: FinishedSession, snapshot: Snapshot | null): Promise<Fate> {
  const { outcome, config } = session;
  if (snapshot === null) {
    return { kind: 'keep', outcome: failed(outcome, halts.unsafeTree(['the tree cannot be read'])) };
  }
  if (outcome.status !== 'ok') {
    return { kind: 'keep', outcome };
  }
  if (snapshot.changes.length === 0 || outcome.changed === false) {
    return { kind: 'nothing' };
  }
  const problem =
    session.judged === undefined
      ? await sessionTreeProblem(ports, session.dir, { config, changes: snapshot.changes })
      : session.judged.problem;
  if (problem !== null) {
    // A secret in the tree is nothing that the next session may build on: a person has to look.
    return problem.code === 'secret_found'
      ? { kind: 'halt', halt: problem }
      : { kind: 'keep', outcome: failed(outcome, problem) };
  }
  return merged(ports, session, snapshot);
}

/** What forbids that a session's tree lands, as it stands in its folder; null where nothing does. */
export function sessionTreeProblem(
  { secrets }: Pick<LandPorts, 'secrets'>,
  dir: string,
  { config, changes }: { readonly config: Config; readonly changes: Snapshot['changes'] },
): Promise<Halt | null> {
  return checkTree(dir, changes, { protectWorkflows: config.protect.workflows === 'halt', secrets });
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
  const proof = session.prove === undefined ? 'proved' : await session.prove(sha);
  if (proof === 'stopped') {
    return { kind: 'stopped' };
  }
  return proof === 'proved' ? { kind: 'commit', sha } : unmerged(order);
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
