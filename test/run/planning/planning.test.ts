import { describe, expect, test } from '@jest/globals';
import { sha256 } from '../../../src/base/digest.js';
import { DEFAULT_CONFIG } from '../../../src/config/config.js';
import { MOST_QUESTIONS } from '../../../src/documents/drafts/read-questions.js';
import { haltRun, park } from '../../../src/run/advance.js';
import { applyTrigger } from '../../../src/run/commands/apply-trigger.js';
import { decide } from '../../../src/run/decide.js';
import { halts } from '../../../src/run/halts.js';
import { landPlanning, type Planned } from '../../../src/run/planning/land-planning.js';
import { NO_PLAN } from '../../../src/run/planning/planning.js';
import { planningHalts } from '../../../src/run/planning/planning-halts.js';
import { dispatchable, placeInQueue } from '../../../src/run/queue.js';
import { type RunRecord, runRecordSchema } from '../../../src/run/record.js';
import { startRecord } from '../../../src/run/start.js';
import { type Trigger, triggerSchema } from '../../../src/run/trigger.js';
import { BASE, NOW, order, planText, progress, RUN, record, trigger } from '../samples.js';
import { planning, planTrigger } from './samples.js';

const DRAFT = planText(2);

const next = (run: RunRecord) =>
  decide({ record: run, plan: NO_PLAN, deferredText: '', config: DEFAULT_CONFIG, now: NOW });

const say = (run: RunRecord, verb: Trigger['verb'], fields: Partial<Trigger> = {}): RunRecord => {
  const step = applyTrigger(run, trigger(verb, `${verb}-1`, fields), NOW);
  return step.ok ? step.value : run;
};

function landed(run: RunRecord, planned: Planned): RunRecord {
  const given = order({ unit: 'plan/x' });
  const before = { ...run, orders: { [given.nonce]: given } };
  const step =
    run.planning === undefined
      ? null
      : landPlanning(before, run.planning, given, { planned, progress: progress(), now: NOW });
  if (step?.ok !== true) {
    throw new TypeError('not landed');
  }
  return step.value;
}

const reviewed = () => landed(planning({ step: 'draft' }), { kind: 'draft', text: DRAFT });

describe('a run of kind plan', () => {
  test('begins with the plan, or with questions where they are wanted, and has no branch', () => {
    const facts = {
      plan: NO_PLAN,
      planText: '',
      config: DEFAULT_CONFIG,
      configText: '',
      base: { ref: 'main', sha: BASE },
      originalBranch: null,
      nonce: 'n0',
      now: NOW,
    };
    const start = (interview: boolean) => startRecord({ ...facts, trigger: planTrigger({ interview }) });
    expect(start(false)).toMatchObject({ kind: 'plan', branch: '', planning: { step: 'draft', drafts: 0 } });
    expect(start(true).planning?.step).toBe('questions');
  });

  test('survives the ledger, and so does the command that asked for it', () => {
    expect(runRecordSchema.parse(planning())).toEqual(planning());
    expect(triggerSchema.parse(planTrigger())).toEqual(planTrigger());
  });

  test('may be asked no more questions than its record holds', () => {
    expect(DEFAULT_CONFIG.plan.max_questions).toBe(MOST_QUESTIONS);
  });
});

describe('what comes next', () => {
  test.each([
    ['questions', { kind: 'work', order: { unit: 'plan/questions', reserved_usd: 10 } }],
    ['answers', { kind: 'ask', reason: { code: 'answers_needed' } }],
    ['draft', { kind: 'work', order: { unit: 'plan/draft-1' } }],
    ['review', { kind: 'ask', reason: { code: 'approval_needed' } }],
    ['done', { kind: 'finish' }],
  ] as const)('at the step %s', (step, decision) => {
    expect(next(planning({ step }))).toMatchObject(decision);
  });

  test('an order that is open is carried on, and one of another step is not', () => {
    const open = order({ unit: 'plan/draft-1', nonce: 'mine' });
    const run = planning({ step: 'draft' }, { orders: { mine: open } });
    expect(next(run)).toMatchObject({ kind: 'work', order: { nonce: 'mine' } });
    const second = planning({ step: 'draft', drafts: 1 }, { orders: { mine: open } });
    expect(next(second)).toMatchObject({ kind: 'work', order: { unit: 'plan/draft-2' } });
  });

  test('without money left is a halt, and after too many shifts too; but what waits for a person waits', () => {
    const spent = { by_role: {}, unsettled_usd: 5 };
    const limits = { ...planning().limits, max_total_usd: 5 };
    const poor = { usage: spent, limits };
    expect(next(planning({ step: 'draft' }, poor))).toMatchObject({ kind: 'halt', halt: { code: 'budget_exceeded' } });
    expect(next(planning({ step: 'review' }, poor))).toMatchObject({ kind: 'ask' });
    expect(next(planning({ step: 'draft' }, { shifts: 99 }))).toMatchObject({ halt: { code: 'too_many_shifts' } });
    expect(next(planning({ step: 'done' }, { shifts: 99 }))).toEqual({ kind: 'finish' });
  });
});

describe('a step that is done', () => {
  test('with questions waits for answers', () => {
    const run = landed(planning({ step: 'questions' }), { kind: 'questions', questions: ['Why?'] });
    expect(run).toMatchObject({ planning: { step: 'answers', questions: ['Why?'] }, orders: {} });
  });

  test('with a draft waits for review, where somebody reviews', () => {
    expect(reviewed()).toMatchObject({
      plan_sha256: sha256(DRAFT),
      planning: { step: 'review', drafts: 1, drafted_at: NOW, note: null },
    });
    const alone = landed(planning({ step: 'draft', review: false }), { kind: 'draft', text: DRAFT });
    expect(alone.planning?.step).toBe('done');
  });
});

describe("a person's word", () => {
  test('answers are taken once, when they are asked for', () => {
    const answered = say(planning({ step: 'answers', questions: ['Why?'] }), 'answer', { text: '1. So.' });
    expect(answered.planning).toMatchObject({ step: 'draft', answers: '1. So.' });
    expect(say(answered, 'answer', { text: 'late' }).planning).toEqual(answered.planning);
  });

  test('a note leads to another draft, as often as the limit says', () => {
    const run = reviewed();
    const revised = say(run, 'revise', { text: 'Split it.' });
    expect(revised.planning).toMatchObject({ step: 'draft', note: 'Split it.', revisions: 1 });
    const used = { ...run, planning: run.planning && { ...run.planning, revisions: run.planning.max_revisions } };
    expect(say(used, 'revise', { text: 'again' }).planning?.step).toBe('review');
  });

  test('an approval is for the very draft that it names', () => {
    const approval = (plan_sha256: string) => ({ approval: { plan_sha256, base_sha: BASE, by: 'ada' } });
    const run = reviewed();
    expect(say(run, 'approve', approval(sha256('another'))).planning?.step).toBe('review');
    expect(say(run, 'approve', {}).planning?.step).toBe('review');
    const approved = say(run, 'approve', approval(run.plan_sha256));
    expect(approved).toMatchObject({ planning: { step: 'done' }, approval: { by: 'ada', base_sha: BASE } });
  });

  test('fold ends it at any step, also while it waits', () => {
    const step = park(reviewed(), null, { reason: planningHalts.approvalNeeded('x', 1), now: NOW });
    expect(step.ok && say(step.value, 'fold').status).toBe('folded');
    const halted = haltRun(reviewed(), halts.interrupted(), NOW);
    expect(halted.ok && say(halted.value, 'fold').status).toBe('folded');
  });

  test('means nothing to a run that plans nothing', () => {
    const run = record({ status: 'running' });
    for (const verb of ['answer', 'revise', 'approve'] as const) {
      expect(say(run, verb)).toEqual({ ...run, applied_triggers: [...run.applied_triggers, `${verb}-1`] });
    }
  });
});

describe('the queue', () => {
  const OTHER = '20260301T100001Z-bbbbbb';
  const waiting = (run: RunRecord): RunRecord => ({ ...run, status: 'waiting', wake_at: null, next_nonce: 'n1' });
  const ledger = (run: RunRecord, more: readonly Trigger[] = []) => ({
    runs: new Map([[RUN, run]]),
    triggers: [planTrigger(), trigger('play', 'other', { run_id: OTHER }), ...more],
  });
  const turn = (state: ReturnType<typeof ledger>) => dispatchable(state, 1, NOW).map(({ runId }) => runId);

  test('does not wait behind a run that waits for a person, and never dispatches that', () => {
    const state = ledger(waiting(reviewed()));
    expect(turn(state)).toEqual([OTHER]);
    expect(placeInQueue(state, OTHER, 1)).toBe(0);
  });

  test('dispatches it when the person has spoken, and it has its old place again', () => {
    const state = ledger(waiting(reviewed()), [trigger('revise', 'r', { text: 'x' })]);
    expect(turn(state)).toEqual([RUN]);
  });

  test('waits behind a run that only sleeps until tomorrow', () => {
    const asleep = { ...waiting(planning({ step: 'draft' })), wake_at: '2026-03-02T00:00:00.000Z' };
    expect(turn(ledger(asleep))).toEqual([]);
  });
});
