import { baseStage } from '../baseline/base-stage.js';
import { noteTree } from '../baseline/note-tree.js';
import type { StageEnd } from '../stage-end.js';
import { implement, testAndFix } from '../stages/code-stages.js';
import { setUp } from '../stages/set-up.js';
import { commandFrom } from '../tests/detect.js';
import { integrityStage } from '../tests/integrity-stage.js';
import type { Desk } from './desk.js';
import { hookStage } from './hooks/hook-stage.js';
import { BEFORE } from './hooks/run-hook.js';
import { measure } from './metric/measure.js';
import { metricGate } from './metric/metric-gate.js';
import { overCap } from './session-cap.js';
import { failed, type SessionEnd } from './session-end.js';
import { readSummary } from './session-files.js';
import { goesOn } from './session-unit.js';

/** The stages of a session, from the one that its order names: set-up, the agent, and for a prompt that asks for it tests with their fixer. */
export async function sessionStages(desk: Desk): Promise<SessionEnd> {
  const { unit, ports, sheet } = desk;
  const begins = !goesOn(unit.order);
  if (begins) {
    sheet.stage = 'setup';
  }
  const untouched = begins || !(await ports.treeChanged());
  const before = (await setUp(unit, ports, sheet)) ?? (begins ? await onBase(desk) : null);
  if (before !== null) {
    return { kind: 'stage', end: before };
  }
  if (begins || sheet.stage === 'implement') {
    sheet.stage = 'implement';
    const end = (await beforeAgent(desk, untouched)) ?? (await agentTurn(desk));
    if (end !== null) {
      return end;
    }
  }
  if (!(await ports.treeChanged())) {
    return { kind: 'ok', changed: false, ...unmeasured(desk) };
  }
  return (await verified(desk)) ?? metricGate(desk);
}

/**
 * Tests of the base are needed only where tests judge the session. A base that sessions before it turned red, in a way that nobody can tell
 * apart, is no reason to stop: this session and its fixer are there to mend it.
 */
async function onBase({ unit, ports, sheet }: Desk): Promise<StageEnd> {
  if (!unit.subject.prompt.verify) {
    return null;
  }
  const end = await baseStage(unit, ports, sheet);
  if (end?.kind !== 'refused' || end.halt.code !== 'baseline_red' || !unit.landedBefore) {
    return end;
  }
  ports.tell({
    kind: 'warning',
    message: 'the tests fail on what earlier sessions landed; this session has to turn them green',
  });
  await noteTree(ports, sheet);
  return null;
}

/** The metric and the hook that come before the agent. What they leave in a tree where no agent has worked is not the agent's. */
async function beforeAgent(desk: Desk, untouched: boolean): Promise<SessionEnd | null> {
  const { unit, ports, sheet, noted } = desk;
  const { metric } = unit.subject.prompt;
  if (metric !== undefined && noted.metricBefore === null) {
    const measured = await measure(unit, ports, sheet, { metric, when: 'before' });
    if (measured.kind !== 'number') {
      return measured.kind === 'ended'
        ? { kind: 'stage', end: measured.end }
        : failed('metric_unusable', `${measured.why} No agent was started.`);
    }
    noted.metricBefore = measured.value;
  }
  const hook = await hookStage(desk, 'pre_session', BEFORE);
  if (hook.kind === 'ended') {
    return { kind: 'stage', end: hook.end };
  }
  const ran = hook.run !== null || metric !== undefined || commandFrom(unit.config.tests.setup, 'setup') !== null;
  if (untouched && ran) {
    await noteTree(ports, sheet);
  }
  return hook.run === null || hook.run.success
    ? null
    : failed('pre_session_failed', `pre_session hook ${hook.run.outcome}`);
}

async function agentTurn(desk: Desk): Promise<SessionEnd | null> {
  const end = await implement(desk, desk.sheet);
  return end === null ? tooDear(desk) : { kind: 'stage', end };
}

/** A session that did its work for more than it may cost has failed all the same. */
function tooDear({ unit, sheet }: Desk): SessionEnd | null {
  const why = overCap(unit, sheet.progress());
  return why === null ? null : failed('session_cost', why);
}

/** Whether the tests pass and still say what they said. Where nobody verifies, what they say less is only shown. */
async function verified(desk: Desk): Promise<SessionEnd | null> {
  const { unit, ports, sheet } = desk;
  if (unit.subject.prompt.verify) {
    const end = await testAndFix(desk, sheet);
    const early = end === null ? tooDear(desk) : ({ kind: 'stage', end } as const);
    if (early !== null) {
      return early;
    }
  }
  sheet.reasons = (await readSummary(unit.dir)) ?? '';
  const end = await integrityStage(unit, ports, sheet);
  return end === null ? null : { kind: 'stage', end };
}

function unmeasured({ unit, noted }: Desk): Pick<Extract<SessionEnd, { kind: 'ok' }>, 'metric'> {
  const { metric } = unit.subject.prompt;
  return metric === undefined || noted.metricBefore === null
    ? {}
    : { metric: { goal: metric.goal, before: noted.metricBefore, after: null, kept: false } };
}
