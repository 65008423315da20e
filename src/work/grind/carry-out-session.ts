import type { SessionOutcome } from '../../run/grind/session-outcome.js';
import { halts } from '../../run/halts.js';
import type { InterruptReason, WorkResult } from '../../run/progress.js';
import type { StageEnd } from '../stage-end.js';
import { stopped } from '../stages/stopped.js';
import type { Unit, WorkPorts } from '../unit.js';
import { openWorksheet } from '../worksheet.js';
import { type Desk, openDesk } from './desk.js';
import { hookStage } from './hooks/hook-stage.js';
import type { SessionEnd, Verdict } from './session-end.js';
import { readScratchpad, readSummary } from './session-files.js';
import { sessionStages } from './session-stages.js';
import { sessionUnit } from './session-unit.js';
import { verdictOf } from './verdict.js';

/**
 * Carries out one session of a grind run in its checkout, from the stage that its order names. A session that fails is over and the run goes
 * on; what concerns the whole run ends as it does for a phase. Never commits; tells how far it got, whatever happens.
 */
export async function carryOutSession(given: Unit, outer: WorkPorts): Promise<WorkResult> {
  const unit = sessionUnit(given);
  if (unit === null) {
    const halt = halts.internal(`${given.order.unit} was ordered without what a session needs.`);
    return { kind: 'refusal', halt, progress: openWorksheet(given).progress() };
  }
  const desk = await openDesk(unit, outer);
  const end = await sessionStages(desk);
  const word = ended(desk, end);
  if (word === null) {
    return stopped(end.kind === 'stage' ? end.end : { kind: 'interrupted' }, outer.signal, await desk.progress());
  }
  return concluded(desk, end, word);
}

const GOOD: Verdict = { status: 'ok', why: null, code: null };
const SKIPPED: Verdict = { status: 'skipped', why: null, code: null };

/** What the session came to; null where it is not over, or where not it alone ends. */
function ended(desk: Desk, end: SessionEnd): Verdict | null {
  const { outer, skip } = desk;
  const own = verdict(desk, end);
  const cut = own !== null || (end.kind === 'stage' && end.end.kind === 'interrupted');
  if (skip.aborted && cut && mayEnd(outer.signal)) {
    return SKIPPED;
  }
  return outer.signal.aborted ? null : own;
}

function verdict(desk: Desk, end: SessionEnd): Verdict | null {
  switch (end.kind) {
    case 'ok':
      return GOOD;
    case 'failed':
      return end.verdict;
    case 'stage':
      return end.end.kind === 'refused' ? verdictOf(desk, end.end.halt) : null;
  }
}

/** Whoever takes the run over, or ends it, also says what becomes of its sessions. */
function mayEnd({ aborted, reason }: AbortSignal): boolean {
  const theirs: readonly InterruptReason[] = ['fold', 'lease_lost'];
  return !aborted || !theirs.some((each) => each === reason);
}

/** The last hooks, and what is handed on. The tree that lands, or is kept, is the one before these hooks. */
async function concluded(desk: Desk, end: SessionEnd, word: Verdict): Promise<WorkResult> {
  const { unit, ports, outer, noted } = desk;
  const summary = summaryWith(word.why, await readSummary(unit.dir));
  await ports.sealTree?.();
  const halted = word.status === 'skipped' ? null : await lastHooks(desk, { status: word.status, summary });
  const progress = await desk.progress();
  if (halted !== null || !mayEnd(outer.signal)) {
    return stopped(halted ?? { kind: 'interrupted' }, outer.signal, progress);
  }
  const outcome: SessionOutcome = {
    status: word.status,
    summary,
    code: word.code,
    metric: end.kind === 'stage' ? null : (end.metric ?? null),
    hooks: [...noted.hooks],
    changed: end.kind !== 'ok' || end.changed,
    scratchpad: (await readScratchpad(unit.dir)) ?? unit.grind.scratchpad,
  };
  return { kind: 'session', progress, outcome };
}

/** Why a session failed comes first; what its agent wrote is of use to later sessions all the same. */
function summaryWith(why: string | null, written: string | null): string | null {
  return why === null || written === null ? (why ?? written) : `${why}\n\n${written}`;
}

/** `post_session` always, then `on_failure` where the session did not end well. Neither changes what it came to; one that tampers halts the run. */
async function lastHooks(desk: Desk, facts: Pick<SessionOutcome, 'status' | 'summary'>): Promise<StageEnd> {
  const kinds = facts.status === 'ok' ? (['post_session'] as const) : (['post_session', 'on_failure'] as const);
  for (const kind of kinds) {
    const hook = await hookStage(desk, kind, facts);
    if (hook.kind === 'ended') {
      return hook.end.kind === 'refused' ? hook.end : null;
    }
  }
  return null;
}
