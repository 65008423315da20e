import type { CommentSnapshot } from '../github/repository-api.js';
import type { LedgerState } from '../ledger/ledger.js';
import { TRIGGER_DAYS } from '../run/pruning/prune.js';
import { dispatchable, liveRuns, type QueueEntry } from '../run/queue.js';
import { acceptComment, commandsIn } from './accept.js';
import { commandKey } from './acceptance.js';
import { answerMarker, dispatchMarker } from './answers/answer-text.js';
import { tellOnce } from './answers/tell-once.js';
import { isAbandoned } from './dispatching/abandoned.js';
import { dispatchAgain } from './dispatching/dispatch-run.js';
import { type Ground, groundOf } from './ground.js';
import type { CommandPorts } from './ports.js';

/** Commands leave the ledger after `TRIGGER_DAYS`; before that, nobody may look for their comments any more. In milliseconds. */
const LONGEST_LOOK_BACK = (TRIGGER_DAYS - 5) * 24 * 3_600_000;

export interface ReconcileReport {
  /** Comments that were taken up now. */
  readonly comments: number;
  /** Runs that were dispatched now. */
  readonly dispatched: readonly string[];
}

/**
 * Finds what got lost and does it now: commands without an effect (a delivery that never came, a process that died), runs without a
 * shift, runs whose shift died. Everything it does is keyed, so doing it again, or in several processes at once, changes nothing.
 * `since` (ISO 8601) bounds the comments that are looked at.
 */
export async function reconcile(ports: CommandPorts, since: string): Promise<ReconcileReport> {
  const earliest = new Date(ports.clock.now() - LONGEST_LOOK_BACK).toISOString();
  const comments = await reconcileComments(ports, since < earliest ? earliest : since);
  const dispatched = await reconcileRuns(ports);
  return { comments, dispatched };
}

/**
 * Takes up recent comments whose commands left no trace. Traces are a trigger on the ledger or our answer below the comment: every command
 * has one of the two when it is done, except reading commands of strangers, which get 👎 only (again, which GitHub ignores). A comment that
 * was edited since is left alone: its original text is lost, and an edit must never start anything.
 */
async function reconcileComments(ports: CommandPorts, since: string): Promise<number> {
  const recent = await ports.api.recentComments(since);
  const candidates = recent.filter(
    (comment) =>
      comment.createdAt === comment.updatedAt && !ports.memory.knows(comment.id) && commandsIn({ comment }).length > 0,
  );
  if (candidates.length === 0) {
    return 0;
  }
  const { state } = await groundOf(ports);
  let taken = 0;
  for (const comment of candidates) {
    if (!(await isDone(ports, state, comment)) && (await takeUp(ports, comment))) {
      taken += 1;
    }
  }
  return taken;
}

async function isDone(ports: CommandPorts, state: LedgerState, comment: CommentSnapshot): Promise<boolean> {
  const keys = new Set(state.triggers.map((trigger) => trigger.key));
  if (commandsIn({ comment }).every((line) => keys.has(commandKey(comment.id, line.index)))) {
    return true;
  }
  return (await ports.api.findComment(comment.issue, answerMarker(comment.id))) !== null;
}

/** One comment that cannot be taken up must not keep the others waiting. */
async function takeUp(ports: CommandPorts, comment: CommentSnapshot): Promise<boolean> {
  try {
    const issue = await ports.api.issue(comment.issue);
    const { title, pullRequest } = issue;
    const event = { comment, issue: { title, body: null, pullRequest }, via: 'reconcile' as const };
    const outcome = await acceptComment(event, ports);
    return outcome.kind !== 'ignored' && outcome.kind !== 'duplicate';
  } catch (error) {
    ports.log.warn({ comment: comment.id, error: String(error) }, 'a found comment could not be taken up');
    return false;
  }
}

/** Dispatches runs that wait for nobody, and runs whose shift ended without saying so. */
export async function reconcileRuns(ports: CommandPorts): Promise<readonly string[]> {
  const ground = await groundOf(ports);
  const { state, slots } = ground;
  const orphans: QueueEntry[] = [];
  for (const entry of liveRuns(state)) {
    if (await isAbandoned(ports, entry)) {
      orphans.push(entry);
    }
  }
  const now = new Date(ports.clock.now()).toISOString();
  const started: string[] = [];
  for (const entry of [...orphans, ...dispatchable(state, slots, now)]) {
    if (await dispatchOne(ports, ground, entry)) {
      started.push(entry.runId);
    }
  }
  return started;
}

async function dispatchOne(ports: CommandPorts, ground: Ground, entry: QueueEntry): Promise<boolean> {
  const outcome = await dispatchAgain(ports, entry, ground.branch);
  if (outcome.kind === 'refused' && outcome.error.code.startsWith('workflow_')) {
    const { runId, nonce } = entry;
    await tellOnce(ports, ground, { runId, marker: dispatchMarker(nonce), error: outcome.error });
  }
  return outcome.kind === 'dispatched';
}
