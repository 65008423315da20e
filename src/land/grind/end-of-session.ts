import type { RefUpdate, Snapshot } from '../../git/repository.js';
import { withMetric, withScheduler } from '../../grind/rotation-state.js';
import type { SessionRecord } from '../../grind/session-record.js';
import { keptRef } from '../../ledger/paths.js';
import { issued } from '../../run/advance.js';
import { decide } from '../../run/decide.js';
import { endSession, repeatSession } from '../../run/grind/end-session.js';
import type { SessionOutcome } from '../../run/grind/session-outcome.js';
import { halts } from '../../run/halts.js';
import { NO_PLAN } from '../../run/planning/planning.js';
import type { RunRecord } from '../../run/record.js';
import { purposeNow } from '../purpose.js';
import { isoNow, type LandPorts, type RunFiles, type WriteOutcome, withEvent, writeRun } from '../run-files.js';
import { wipCommit } from '../wip-commit.js';
import type { EndedSession, SessionLanding } from './finished-session.js';
import { mergedPad } from './merge-scratchpad.js';
import { sessionRecordOf } from './session-record-of.js';

/** What a session came to, and what becomes of its tree. */
interface Ending {
  readonly outcome: SessionOutcome | 'conflict' | 'aborted';
  /** The scratchpad as it left it; null where nobody looked. */
  readonly scratchpad: string | null;
  readonly commit: string | null;
  /** The tree to keep; null where there is nothing to keep. */
  readonly snapshot: Snapshot | null;
}

/** Writes the end of a session: record, scratchpad, rotation, next orders, commit and kept tree in one push. */
export async function endedAs(ports: LandPorts, session: EndedSession, ending: Ending): Promise<SessionLanding> {
  const { before, order, progress } = session;
  const now = isoNow(ports.clock);
  const kept = await keptTree(ports, session, ending);
  const record = sessionRecordOf({ ...session, ...ending, kept: kept === null ? null : kept.ref, now });
  const step = endSession(before.record, order, { progress, session: record, now });
  if (!step.ok) {
    return { kind: 'refused', halt: halts.internal(`A session ended while the run was ${step.error.status}.`) };
  }
  const files = withPad(session, ending.scratchpad, {
    ...before,
    record: ending.outcome === 'aborted' ? step.value : nextOrders(ports, session, step.value, now),
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

/** Writes that a session is to run once more, on what the branch holds now. */
export async function toRepeat(ports: LandPorts, session: EndedSession, scratchpad: string): Promise<SessionLanding> {
  const { before, order, progress } = session;
  const now = isoNow(ports.clock);
  const step = repeatSession(before.record, order, { progress, now });
  if (!step.ok) {
    return { kind: 'refused', halt: halts.internal(`A session ended while the run was ${step.error.status}.`) };
  }
  const files = withPad(session, scratchpad, { ...before, record: nextOrders(ports, session, step.value, now) });
  const outcome = await writeRun(ports, withEvent(files, now, { event: 'session_again', unit: order.unit }), {
    message: `${order.unit.replace('/', ' ')} once more`,
    alongside: refUpdates(session, null, null),
    lease: before.record.lease ?? { workflow_run_id: '', attempt: 1, nonce: '' },
    order: order.nonce,
  });
  return outcome.kind === 'written' ? { kind: 'again', files: outcome.files } : refusedWrite(before.record, outcome);
}

/** What comes next, once every session that was handed out together has ended. */
function nextOrders(ports: LandPorts, session: EndedSession, record: RunRecord, now: string): RunRecord {
  if (Object.values(record.orders).some((order) => order.session?.detached === true)) {
    return record;
  }
  const { others } = purposeNow(ports, record, session.order.unit);
  const { config, material: grind } = session;
  const decision = decide({ record, plan: NO_PLAN, deferredText: '', config, grind, now, others });
  return issued(record, decision);
}

function withPad({ seedPad, order }: EndedSession, view: string | null, files: RunFiles): RunFiles {
  const known = files.grind ?? { sessions: [], scratchpad: '' };
  const scratchpad = mergedPad({
    pad: known.scratchpad,
    seed: seedPad,
    view: view ?? seedPad,
    seq: order.session?.seq ?? 0,
  });
  return { ...files, grind: { ...known, scratchpad } };
}

/** The rotation's file after a session: where its scheduler stands, for runs that give it on, and the metric's newest reading. */
export function rotationAfter(
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
async function keptTree(ports: LandPorts, session: EndedSession, { snapshot }: Ending): Promise<KeptTree | null> {
  if (snapshot === null || snapshot.changes.length === 0) {
    return null;
  }
  const { before, order, progress, dir, config } = session;
  const wip = await wipCommit(ports, { before, order, progress, dir, config, snapshot, bundleFile: '' });
  return wip.kind === 'made' ? { ref: keptRef(before.record.run_id, order), sha: wip.sha } : null;
}

function refUpdates(
  { before: { record }, order }: EndedSession,
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
