import { type GrindState, MOST_DIGESTS, type SessionDigest } from '../../grind/grind-state.js';
import { isFailure, type SessionRecord, type SessionStatus } from '../../grind/session-record.js';
import { type Step, step, withUsage } from '../advance.js';
import type { UnitProgress } from '../progress.js';
import type { Order, RunRecord } from '../record.js';
import { stillKnown } from '../tests/baseline.js';
import { withTestChanges } from '../units/test-change.js';
import { sessionAgain, usedBy } from './session-order.js';

export interface EndedSession {
  readonly progress: UnitProgress;
  readonly session: SessionRecord;
  /** ISO 8601. */
  readonly now: string;
}

/** A session is over: its money settled, its order gone, and counted for whatever it came to. */
export function endSession(before: RunRecord, order: Order, { progress, session, now }: EndedSession): Step {
  const charged = withUsage(before, order, progress, now);
  const landed = session.commit !== null;
  return step(charged, 'land', {
    head_sha: session.commit ?? before.head_sha,
    orders: without(before, order),
    ...(before.grind === undefined ? {} : { grind: counted(before.grind, session) }),
    tests: (landed ? progress.tests : null) ?? before.tests,
    baseline_failures: stillKnown(charged.baseline_failures, landed ? progress.tests : null),
    test_changes: landed ? withTestChanges(before.test_changes, progress.testChanges) : before.test_changes,
    idle_shifts: 0,
    agent_waits: undefined,
    updated_at: now,
  });
}

/** A session that could not be merged is to run once more, on what the branch holds now; what it cost is booked. */
export function repeatSession(
  before: RunRecord,
  order: Order,
  { progress, now }: Pick<EndedSession, 'progress' | 'now'>,
): Step {
  const charged = withUsage(before, order, progress, now);
  const again = sessionAgain(charged, order, usedBy(before, order, progress.usage));
  return step(charged, 'land', {
    orders: { ...without(before, order), [again.nonce]: again },
    idle_shifts: 0,
    agent_waits: undefined,
    updated_at: now,
  });
}

function without({ orders }: RunRecord, order: Order): RunRecord['orders'] {
  return Object.fromEntries(Object.entries(orders).filter(([nonce]) => nonce !== order.nonce));
}

/** The state with a session in it that ended. */
export function counted(state: GrindState, session: SessionRecord): GrindState {
  const { status } = session;
  return {
    ...state,
    iterations: state.iterations + 1,
    consecutive_failures: failuresAfter(state.consecutive_failures, status),
    unchanged: unchangedAfter(state.unchanged, session),
    counts: { ...state.counts, [status]: (state.counts[status] ?? 0) + 1 },
    recent: [...state.recent, digest(session)].slice(-MOST_DIGESTS),
  };
}

/** As in the original: what is neither a success nor a failure leaves the count as it is. */
function failuresAfter(known: number, status: SessionStatus): number {
  if (isFailure(status)) {
    return known + 1;
  }
  return status === 'ok' || status === 'discarded' ? 0 : known;
}

function unchangedAfter(known: number, { status, commit }: SessionRecord): number {
  if (commit !== null) {
    return 0;
  }
  return status === 'ok' || status === 'discarded' ? known + 1 : known;
}

/** Longest line of a summary in the record, in characters. */
const LONGEST = 160;

function digest({ seq, prompt, status, commit, cost_usd: usd, summary }: SessionRecord): SessionDigest {
  const line = (summary ?? '').trim().split('\n')[0] ?? '';
  const cut = line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
  return { seq, prompt, status, commit, usd, summary: cut };
}
