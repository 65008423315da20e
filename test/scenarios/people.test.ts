import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { dump } from 'js-yaml';
import { botComments, phaseStep, planOf, RED_IF_BROKEN } from './props.js';
import { openStage, type Stage } from './stage.js';
import { stopInPhaseTwo } from './stories.js';
import { until } from './until.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

const BROKEN = { edits: [{ path: 'work/one.txt', content: 'broken\n' }] };
const RED = { tests: { command: RED_IF_BROKEN }, retries: { fixer_max_attempts: 1 } };

describe('people steer a run', () => {
  test('fold while an agent works: it ends at the next safe point, and what landed stays', async () => {
    const { scene, gate } = await stopInPhaseTwo(stage);
    await scene.comment('/pitboss fold');
    await until('the command is on the ledger', async () => ((await scene.triggers()).length === 2 ? true : null));
    await gate.open();
    const record = await scene.untilOver();
    expect(record).toMatchObject({ status: 'folded', completed: ['01'], orders: {} });
    expect(await scene.commits(record)).toMatchObject([{ subject: '[pitboss] phase 01: Step 01' }]);
    expect(await scene.pulls()).toMatchObject([{ state: 'open', draft: true }]);
    expect(await scene.checks(record.head_sha)).toEqual([{ name: 'pitboss', conclusion: 'cancelled' }]);
    expect((await botComments(scene)).at(-1)?.body).toContain('was folded');
  });

  test('fold ends a run that has halted; after that it cannot be bought back', async () => {
    const scene = await stage.scene({
      plan: 1,
      config: { ...RED, retries: { fixer_max_attempts: 0 } },
      script: { steps: [phaseStep('01', BROKEN)], otherwise: {} },
    });
    await scene.comment('/pitboss play');
    const halted = await scene.untilOver();
    expect(halted).toMatchObject({ status: 'halted', halt: { code: 'tests_failed' }, completed: [] });
    await scene.comment('/pitboss fold');
    const folded = await scene.untilOver('folded');
    expect(folded).toMatchObject({ run_id: halted.run_id, completed: [], halt: null });
    const { reaction, answer } = await scene.verdict(await scene.comment('/pitboss rebuy'));
    expect(reaction).toBe('-1');
    expect(answer).toContain('was folded and cannot go on');
    expect((await botComments(scene)).filter((each) => !each.body.includes('answer='))).toHaveLength(2);
  });

  test('rebuy after failed tests, once the cause is corrected on the default branch', async () => {
    const scene = await stage.scene({ plan: 1, config: RED, script: { steps: [phaseStep('01', BROKEN)] } });
    await scene.comment('/pitboss play');
    const halted = await scene.untilOver();
    expect(halted).toMatchObject({ status: 'halted', halt: { code: 'tests_failed' }, attempts: { '01': 2 } });
    expect(scene.jobs().find((job) => job.event === 'workflow_dispatch')?.conclusion).toBe('failure');
    const mended = { edits: [{ path: 'work/one.txt', content: 'mended\n' }] };
    const otherwise = { edits: [{ path: 'work/{unit}.txt', content: '{role}\n' }] };
    await scene.commitFile(
      '.pitboss/agent-script.yml',
      dump({ steps: [phaseStep('01', BROKEN), phaseStep('01', mended, 'fixer')], otherwise }),
    );
    await scene.comment('/pitboss rebuy');
    const record = await scene.untilOver('finished');
    expect(record).toMatchObject({ run_id: halted.run_id, completed: ['01'], halt: null });
    // The implementer of phase 01 was not asked again: the run went on at the stage that failed, on the kept tree.
    expect(record.usage.by_role).toMatchObject({ implementer: { dispatches: 1 }, fixer: { dispatches: 2 } });
    expect(await scene.fileAt(record.head_sha, 'work/one.txt')).toBe('mended\n');
    expect(await scene.commits(record)).toHaveLength(1);
    expect(await scene.refs('refs/pitboss')).toEqual([]);
    expect(await botComments(scene)).toHaveLength(2);
  });
});

describe('several runs at once', () => {
  test('wait for each other, an older one that is bought back included', async () => {
    const gate = await stage.gate();
    const scene = await stage.scene({
      plan: planOf(1, 2),
      config: { ...RED, retries: { fixer_max_attempts: 0 } },
      script: {
        steps: [
          phaseStep('02', { ...BROKEN }),
          phaseStep('01', { edits: [{ path: 'work/ok', content: '\n' }], run: gate.run }),
        ],
      },
    });
    await scene.comment('/pitboss play');
    const first = await scene.untilOver();
    expect(first.halt?.code).toBe('tests_failed');
    await scene.commitFile(
      '.github/pitboss.yml',
      dump({ agent: { backend: 'script' }, audit: { enabled: false }, tests: { command: 'true' } }),
    );

    await scene.comment('/pitboss play', { issue: await scene.openIssue(planOf(1)) });
    await gate.arrived();
    const third = await scene.openIssue(planOf(1));
    const answers = [
      await answerTo(await scene.comment('/pitboss rebuy'), scene.issue),
      await answerTo(await scene.comment('/pitboss play', { issue: third }), third),
    ];
    expect(answers).toEqual([
      expect.stringContaining('It waits: one run stands before it in the queue'),
      expect.stringContaining('It waits: 2 runs stand before it in the queue'),
    ]);
    expect((await scene.records()).map((record) => record.status)).toEqual(['halted', 'running']);
    await gate.open();
    await scene.recorded(3);
    await until('all three are finished', async () =>
      (await scene.records()).every((record) => record.status === 'finished' && record.lease === null) ? true : null,
    );
    await scene.settled();
    expect((await scene.triggers()).filter((trigger) => trigger.verb === 'play')).toHaveLength(3);
    const shifts = scene.jobs().filter((job) => job.event === 'workflow_dispatch' && job.conclusion === 'success');
    expect(shifts).toHaveLength(3);

    async function answerTo(comment: number, issue: number): Promise<string> {
      return until('the command is answered', async () => {
        const all = await scene.comments(issue);
        return all.find((each) => each.body.includes(`answer=${comment}`))?.body ?? null;
      });
    }
  });
});

describe('what others do to the branch', () => {
  test('a rule refuses it: the run halts before any agent starts, and says so in the words of the rule', async () => {
    const scene = await stage.scene({ plan: 1 });
    const rule = 'Only release managers may create branches here';
    stage.world.github.settings(scene.fullName).protect('refs/heads/pitboss/play/**', rule);
    await scene.comment('/pitboss play');
    const record = await scene.untilOver();
    expect(record).toMatchObject({ status: 'halted', halt: { code: 'push_refused' }, attempts: {}, orders: {} });
    expect(record.halt?.why).toContain(rule);
    expect(await scene.refs('refs/heads/pitboss/play')).toEqual([]);
    expect((await scene.comments()).map((each) => each.body).join('\n')).toContain(rule);
    const shift = scene.jobs().find((job) => job.event === 'workflow_dispatch');
    expect(shift?.conclusion).toBe('failure');
    expect(stage.world.actions.log(shift?.id ?? 0)).not.toContain('implementer started');
  });

  test('somebody pushes to it: the run halts, and that commit is left alone', async () => {
    const { scene, gate } = await stopInPhaseTwo(stage);
    const branch = (await scene.record())?.branch ?? '';
    const theirs = await scene.commitFile('by-hand.txt', 'mine\n', branch);
    await gate.open();
    const record = await scene.untilOver();
    expect(record).toMatchObject({ status: 'halted', halt: { code: 'branch_moved' }, completed: ['01'] });
    const commits = await scene.commits(record);
    expect(commits.map((commit) => commit.subject)).toEqual(['[pitboss] phase 01: Step 01', 'Change by-hand.txt']);
    expect(commits.at(-1)?.sha).toBe(theirs);
    const [order] = Object.values(record.orders);
    expect(await scene.fileAt(order?.wip_sha ?? '', 'work/two.txt')).toBe('kept\n');
  });
});
