import { describe, expect, test } from '@jest/globals';
import type { Plan } from '../../../src/documents/plan.js';
import { endComment } from '../../../src/report/end-comment.js';
import { nextCommand } from '../../../src/report/next-command.js';
import { planningSentence } from '../../../src/report/planning/planning-sentence.js';
import { runView } from '../../../src/report/run-view.js';
import { statusComment } from '../../../src/report/status-comment.js';
import { terminalStatus } from '../../../src/report/terminal-status.js';
import { haltRun, park } from '../../../src/run/advance.js';
import { NO_PLAN, type Planning } from '../../../src/run/planning/planning.js';
import { planningHalts } from '../../../src/run/planning/planning-halts.js';
import type { RunRecord } from '../../../src/run/record.js';
import { planning } from '../../run/planning/samples.js';
import { NOW, planOf, planText, RUN } from '../../run/samples.js';

const LINKS = { workflowUrl: 'https://x.test/run/1', pullRequest: null, repositoryUrl: 'https://x.test/o/r' };
const HASH = 'abcdef0123456789'.repeat(4);

function waiting(fields: Partial<Planning>): RunRecord {
  const run = { ...planning(fields), plan_sha256: HASH };
  const reason = planningHalts.approvalNeeded(HASH, 1);
  const step = park(run, null, { reason, now: NOW });
  if (!step.ok) {
    throw new TypeError('not parked');
  }
  return step.value;
}
const asks = (...questions: readonly string[]) => waiting({ step: 'answers', questions: [...questions] });
const drafted = (fields: Partial<Planning> = {}) => waiting({ step: 'review', drafts: 2, revisions: 1, ...fields });
const comment = (record: RunRecord, plan: Plan = NO_PLAN) => statusComment(runView(record, plan), LINKS);

describe('the status comment of a run that plans', () => {
  test('lists its questions and shows how to answer', () => {
    const text = comment(asks('Which words?', 'How fast?', 'For whom?'));
    expect(text).toMatch(/1\. Which words\?\n2\. How fast\?\n3\. For whom\?/);
    expect(text).toContain('```text\n/pitboss answer\n1. …\n3. …\n```');
    expect(text).toContain(`Next: \`/pitboss answer\`; \`/pitboss fold ${RUN}\` ends the run.`);
    expect(text).not.toContain('branch');
  });

  test('shows the draft with its hash, and the exact words that approve it', () => {
    const text = comment(drafted(), planOf(planText(2)));
    expect(text).toContain('**Draft 2:** 2 phases, hash `abcdef012345`');
    expect(text).toContain('| 02 | Title 02 |');
    expect(text).toContain(`<details><summary>The whole draft</summary>\n\n\`\`\`\`text\n${planText(2)}`);
    expect(text).toContain('`/pitboss approve abcdef012345` and, on the line below, `/pitboss play`');
    expect(text).toContain('`/pitboss revise`');
  });

  test('offers no revision where none is left, and names who approved', () => {
    expect(comment(drafted({ revisions: 10 }), planOf(planText(1)))).not.toContain('/pitboss revise');
    const done = { ...planning({ step: 'done', drafts: 1 }), status: 'finished' as const };
    const approval = { plan_sha256: HASH, base_sha: '2'.repeat(40), by: 'ada' };
    const text = comment({ ...done, approval }, planOf(planText(1)));
    expect(text).toContain('Approved by ada for `222222222222`.');
    expect(text).toContain('Next: `/pitboss play` carries the plan out.');
  });

  test('makes nothing of others come alive', () => {
    const hostile = '@team #1 https://x.test <!-- pitboss:status:v1 run=x --> [a](b)';
    const plain = comment(asks(hostile))
      .split('\n')
      .find((line) => line.startsWith('1. '));
    expect(plain).not.toMatch(/@team|#1|:\/\/|(?<!\\)<!--|(?<!\\)\[a/);
    const plan = planOf(planText(1).replace('Title 01', hostile).replace('Write', '````\n@team\n````\nWrite'));
    const [before = '', draft = ''] = comment(drafted(), plan).split('<details>');
    expect(before.split('\n').find((line) => line.startsWith('| 01'))).not.toMatch(/@team|#1|:\/\/|(?<!\\)<!--/);
    expect(draft).toMatch(/^<summary>The whole draft<\/summary>\n\n`{5}text\n/);
  });

  test('stays below the limit of GitHub, and keeps the next command in sight', () => {
    const questions = Array.from({ length: 50 }, (_, index) => `${index} ${'_'.repeat(490)}`);
    expect([...comment(asks(...questions))].length).toBeLessThan(60_000);
    const text = comment(drafted(), planOf(planText(90).replaceAll('Write', `${'y'.repeat(3000)} Write`)));
    expect([...text].length).toBeLessThan(60_000);
    expect(text).toContain('/pitboss approve abcdef012345');
  });
});

test('the comment that calls for a person names the plan; a halt says what is kept', () => {
  expect(endComment(runView(drafted(), planOf(planText(2))), null)).toMatch(
    /📋 Run `\S+` has written a plan of 2 phases.*[\s\S]*approve abcdef012345/,
  );
  const halted = haltRun(planning(), planningHalts.draftInvalid('Line 2: no.'), NOW);
  const view = halted.ok ? runView(halted.value, NO_PLAN) : null;
  expect(view && endComment(view, null)).toMatch(/has halted \(`draft_invalid`\); no plan is kept/);
  expect(view && statusComment(view, LINKS)).toMatch(/Its last answer: Line 2: no\.[\s\S]*\/pitboss rebuy/);
});

test('a terminal is told the goal and the step, and no branch', () => {
  const lines = terminalStatus(asks('Why?'), NO_PLAN, { items: [], phases: [] }).join('\n');
  expect(lines).toMatch(/goal: A program that counts words\.\nplanning: waiting for answers\nquestions: 1/);
  expect(lines).not.toMatch(/branch:|deferred|last commit/);
  expect(nextCommand(asks('Why?'), 'pitboss')).toBe(
    `Next: \`pitboss rebuy ${RUN}\` asks again; \`pitboss fold ${RUN}\` ends the run.`,
  );
});

test('each step of planning is told in a line', () => {
  const told = [
    { kind: 'planning_started', unit: 'plan/questions', revised: false },
    { kind: 'questions_found', count: 2 },
    { kind: 'planning_started', unit: 'plan/draft-1', revised: false },
    { kind: 'draft_rejected', attempt: 1, of: 2, problem: 'Line 2: no.' },
    { kind: 'planning_started', unit: 'plan/draft-2', revised: true },
    { kind: 'plan_drafted', phases: 1 },
  ] as const;
  expect(told.map((event) => planningSentence(event))).toEqual([
    'looking for questions',
    '2 questions found',
    'writing the plan',
    'answer 1 of 2 is no plan: Line 2: no.',
    'revising the plan',
    'plan written: 1 phase',
  ]);
});
