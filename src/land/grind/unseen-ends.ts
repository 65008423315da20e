import { paddedSeq, type SessionRecord } from '../../grind/session-record.js';
import { keptRef } from '../../ledger/paths.js';
import { notBegun } from '../../run/branch/moved-base.js';
import { counted, endSession } from '../../run/grind/end-session.js';
import { sessionsInFlight } from '../../run/grind/session-order.js';
import type { UnitProgress } from '../../run/progress.js';
import type { Order, RunRecord } from '../../run/record.js';
import { type GrindWrite, type RunFiles, withEvent } from '../run-files.js';
import { rotationAfter } from './end-of-session.js';
import { sessionRecordOf } from './session-record-of.js';

/** A run's files with sessions in them that ended without anybody to see it, and what the next write says of them. */
export interface UnseenEnds {
  readonly files: RunFiles;
  readonly write: GrindWrite;
}

/** The session whose commit was pushed and not recorded (I2): it counts as one that landed. What its agent wrote down is lost. */
export function adoptedSession(
  files: RunFiles,
  order: Order,
  { commit, now, promptSha256 }: { readonly commit: string; readonly now: string; readonly promptSha256: string },
): UnseenEnds | null {
  const progress = nothingSeen(order);
  const outcome = {
    status: 'ok',
    summary: null,
    code: null,
    metric: null,
    hooks: order.session?.hooks ?? [],
    scratchpad: files.grind?.scratchpad ?? '',
  } as const;
  const session = sessionRecordOf({ before: files, order, progress, outcome, promptSha256, commit, kept: null, now });
  const step = endSession(files.record, order, { progress, session, now });
  return step.ok ? withEnded({ ...files, record: step.value }, [session], now) : null;
}

/** Sessions of a run that is folded while nobody works on it: those that had begun are recorded as aborted, with what is kept of them. */
export function abandonedSessions(files: RunFiles, now: string): UnseenEnds | null {
  const begun = sessionsInFlight(files.record).filter((order) => !notBegun(order) || order.settled_usd > 0);
  if (begun.length === 0) {
    return null;
  }
  const ended = begun.map((order) =>
    sessionRecordOf({
      before: files,
      order,
      progress: nothingSeen(order),
      outcome: 'aborted',
      promptSha256: '',
      commit: null,
      kept: order.wip_sha === null ? null : keptRef(files.record.run_id, order),
      now,
    }),
  );
  const { grind } = files.record;
  const record: RunRecord = {
    ...files.record,
    orders: {},
    ...(grind === undefined ? {} : { grind: ended.reduce(counted, grind) }),
  };
  return withEnded({ ...files, record }, ended, now);
}

function withEnded(files: RunFiles, ended: readonly SessionRecord[], now: string): UnseenEnds {
  const { record, grind } = files;
  const known = grind ?? { sessions: [], scratchpad: '' };
  const noted = ended.reduce<RunFiles>(
    (current, { seq, prompt, status, commit }) =>
      withEvent(current, now, { event: 'session_ended', unit: `session/${paddedSeq(seq)}-${prompt}`, status, commit }),
    { ...files, grind: { ...known, sessions: [...known.sessions, ...ended] } },
  );
  return {
    files: noted,
    write: {
      ended,
      rotation: (state) => ended.reduce((current, session) => rotationAfter(current, record, session), state),
    },
  };
}

/** What is known of a session is in its order; what it spent beyond that counts as lost already. */
function nothingSeen(order: Order): UnitProgress {
  return {
    stage: order.stage,
    fix: order.fix,
    usage: {},
    unsettledUsd: 0,
    dispatches: 0,
    tests: null,
    deferred: '',
  };
}
