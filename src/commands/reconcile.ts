import type { CommentSnapshot } from '../github/repository-api.js';
import type { LedgerState } from '../ledger/ledger.js';
import { dispatchable, entryOf, liveRuns, type QueueEntry } from '../run/queue.js';
import { acceptComment, commandsIn } from './accept.js';
import { commandKey } from './acceptance.js';
import { answerBody, answerMarker, dispatchMarker, errorText } from './answers/answer-text.js';
import { dispatchAgain } from './dispatching/dispatch-run.js';
import { CONFIG_FILE, type CommandPorts, DEFAULT_LEDGER } from './ports.js';

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
  const comments = await reconcileComments(ports, since);
  const dispatched = await reconcileRuns(ports);
  return { comments, dispatched };
}

interface Ground {
  readonly branch: string;
  readonly slots: number;
  readonly state: LedgerState;
}

/** An invalid configuration stops new commands, not the runs that are accepted: they go on one at a time. */
async function groundOf(ports: CommandPorts): Promise<Ground> {
  const { defaultBranch: branch } = await ports.api.repository();
  const config = ports.readConfig(await ports.api.file(CONFIG_FILE, branch), CONFIG_FILE);
  const state = await ports.inbox(config.ok ? config.ledger : DEFAULT_LEDGER).read();
  return { branch, slots: config.ok ? config.slots : 1, state };
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
    const event = { comment, issue: { title: issue.title, body: null }, via: 'reconcile' as const };
    const outcome = await acceptComment(event, ports);
    return outcome.kind === 'done' || outcome.kind === 'denied';
  } catch (error) {
    ports.log.warn({ comment: comment.id, error: String(error) }, 'a found comment could not be taken up');
    return false;
  }
}

/** Dispatches runs that wait for nobody, and runs whose shift ended without saying so. */
export async function reconcileRuns(ports: CommandPorts): Promise<readonly string[]> {
  const { state, branch, slots } = await groundOf(ports);
  const orphans: QueueEntry[] = [];
  for (const entry of liveRuns(state)) {
    if (entry.lease !== null && (await ports.api.workflowRunStatus(entry.lease.workflow_run_id)) === 'completed') {
      orphans.push(entry);
    }
  }
  const now = new Date(ports.clock.now()).toISOString();
  const started: string[] = [];
  for (const entry of [...orphans, ...dispatchable(state, slots, now)]) {
    if (await dispatchOne(ports, { state, entry, branch })) {
      started.push(entry.runId);
    }
  }
  return started;
}

interface Waiting {
  readonly state: LedgerState;
  readonly entry: QueueEntry;
  readonly branch: string;
}

async function dispatchOne(ports: CommandPorts, { state, entry, branch }: Waiting): Promise<boolean> {
  const outcome = await dispatchAgain(ports, entry, branch);
  if (outcome.kind === 'refused' && outcome.error.code.startsWith('workflow_')) {
    await tellOnce(ports, { issue: issueOf(state, entry.runId), nonce: entry.nonce, text: errorText(outcome.error) });
  }
  return outcome.kind === 'dispatched';
}

function issueOf(state: LedgerState, runId: string): number | null {
  const started = state.triggers.find((trigger) => trigger.verb === 'play' && trigger.run_id === runId);
  return entryOf(state, runId).record?.issue ?? started?.issue?.number ?? null;
}

async function tellOnce(
  ports: CommandPorts,
  message: { readonly issue: number | null; readonly nonce: string; readonly text: string },
): Promise<void> {
  const marker = dispatchMarker(message.nonce);
  if (message.issue === null || (await ports.api.findComment(message.issue, marker)) !== null) {
    return;
  }
  await ports.api.comment(message.issue, answerBody([{ written: '', text: message.text }], [marker]));
}
