import type { ObjectStore } from '../objects/object-store.js';
import type { GitResult } from '../program/run-git.js';
import { remoteText, trouble } from '../program/trouble.js';
import type { PushOutcome, RefUpdate } from '../repository.js';
import { type Line, runNetwork } from './network.js';
import { assertLeases } from './push-lease.js';
import { lostInRace, parsePushReport } from './push-report.js';
import { receivePackArguments } from './remote.js';

/** What a repository knows about pushing to its remote. */
export interface Pusher {
  readonly line: Line;
  readonly store: ObjectStore;
  /** Commits made by this process: the only ones that may stand between a lease and a new tip. */
  readonly made: ReadonlySet<string>;
  /** Set once the remote has said that it cannot push atomically. */
  atomicRefused: boolean;
}

const NO_ATOMIC = /does not support --atomic/i;

/**
 * Pushes all updates at once with a lease on each (I1, I2). Where the remote has no atomic push they go out one by one in their
 * order, and the first that fails is the last. One process, or one per update.
 */
export async function push(pusher: Pusher, updates: readonly RefUpdate[]): Promise<PushOutcome> {
  await assertLeases(pusher, updates);
  if (updates.length === 0) {
    return { kind: 'pushed', atomic: true };
  }
  if (!pusher.atomicRefused) {
    const result = await atOnce(pusher.line, updates);
    if (!NO_ATOMIC.test(result.stderr)) {
      return outcomeOf(result, updates, []);
    }
    pusher.atomicRefused = true;
  }
  if (updates.some(({ replaces }) => replaces !== undefined)) {
    const message = 'The remote cannot take several refs in one push, which putting a branch on a new base needs.';
    return { kind: 'refused', refs: updates.map(({ ref }) => ref), message, done: [] };
  }
  return pushInOrder(pusher, updates);
}

/** A quiet token that may not do it (a rule of the branch, a workflow file) stands in nobody's way: nothing was changed then. */
async function atOnce(line: Line, updates: readonly RefUpdate[]): Promise<GitResult> {
  const quietly = line.quietToken !== undefined && updates.some(({ quiet }) => quiet === true);
  if (quietly) {
    const result = await runPush(line, updates, ['--atomic'], line.quietToken);
    if (outcomeOf(result, updates, []).kind !== 'refused') {
      return result;
    }
  }
  return runPush(line, updates, ['--atomic']);
}

async function pushInOrder(pusher: Pusher, updates: readonly RefUpdate[]): Promise<PushOutcome> {
  const done: string[] = [];
  for (const update of updates) {
    const outcome = outcomeOf(await runPush(pusher.line, [update], []), [update], done);
    if (outcome.kind !== 'pushed') {
      return outcome;
    }
    done.push(update.ref);
  }
  // One ref is all or nothing by itself.
  return { kind: 'pushed', atomic: updates.length === 1 };
}

function runPush(
  line: Line,
  updates: readonly RefUpdate[],
  flags: readonly string[],
  token = line.token,
): Promise<GitResult> {
  const request = {
    operation: 'pushing to the remote',
    args: [
      'push',
      '--porcelain',
      '--no-progress',
      '--no-verify',
      '--no-signed',
      ...flags,
      ...updates.map((update) => `--force-with-lease=${update.ref}:${update.from ?? ''}`),
      ...receivePackArguments(line.remote),
      line.remote.address,
      ...updates.map((update) => `${update.to ?? ''}:${update.ref}`),
    ],
  };
  return runNetwork(line, request, token);
}

function outcomeOf(result: GitResult, updates: readonly RefUpdate[], done: readonly string[]): PushOutcome {
  if (result.code === 0) {
    return { kind: 'pushed', atomic: true };
  }
  const reports = parsePushReport(result.stdout.toString('utf8'));
  const refused = reports.filter((report) => report.fate === 'refused');
  if (refused.length > 0) {
    const reasons = refused.map((report) => `${report.ref}: ${report.reason}`);
    return { kind: 'refused', refs: refused.map((report) => report.ref), message: words(result, reasons), done };
  }
  const collateral = reports.filter((report) => report.fate === 'collateral').map((report) => report.ref);
  const blamed = reports.filter((report) => report.fate === 'stale').map((report) => report.ref);
  const stale = blamed.length > 0 ? blamed : lostInRace(result.stderr, collateral);
  if (stale.length > 0) {
    return { kind: 'stale', refs: stale, done };
  }
  if (collateral.length > 0 || trouble(result) === 'refused') {
    return {
      kind: 'refused',
      refs: updates.map(({ ref }) => ref),
      message: words(result, [result.stderr.trim()]),
      done,
    };
  }
  return { kind: 'unreachable', message: words(result, [result.timedOut ? 'no end in time' : result.stderr.trim()]) };
}

/** The remote's own text first, then ours; bounded. */
function words(result: GitResult, more: readonly string[]): string {
  return [remoteText(result.stderr), ...more]
    .filter((text) => text !== '')
    .join('\n')
    .slice(0, 4000);
}
