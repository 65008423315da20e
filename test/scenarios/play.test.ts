import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { botComments, phaseStep, planOf, RED_IF_BROKEN } from './props.js';
import type { Scene } from './scene-contract.js';
import { openStage, type Stage } from './stage.js';
import { until } from './until.js';

let stage: Stage;
let played: Scene;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

const BOT = 'pitboss[bot]';

describe('a comment becomes a pull request', () => {
  test('three phases, the second of which needs the fixer', async () => {
    const gate = await stage.gate();
    const scene = await stage.scene({
      plan: 3,
      config: { tests: { command: RED_IF_BROKEN }, budgets: { max_total_usd: 50 } },
      script: {
        steps: [
          phaseStep('02', { edits: [{ path: 'work/two.txt', content: 'broken\n' }], run: gate.run }),
          phaseStep('02', { edits: [{ path: 'work/two.txt', content: 'mended\n' }] }, 'fixer'),
        ],
      },
    });
    played = scene;
    const command = await scene.comment('/pitboss play');
    await gate.arrived();
    const draft = await until('the pull request is open', async () => (await scene.pulls())[0] ?? null);
    await gate.open();
    const record = await scene.untilOver();

    expect(draft).toMatchObject({ draft: true, author: BOT });
    expect(await scene.pulls()).toMatchObject([{ number: draft.number, draft: false, state: 'open' }]);

    expect(record).toMatchObject({ status: 'finished', lease: null, completed: ['01', '02', '03'], halt: null });
    expect(record.attempts).toEqual({ '01': 1, '02': 2, '03': 1 });
    const commits = await scene.commits(record);
    expect(commits.map((commit) => commit.subject)).toEqual([
      '[pitboss] phase 01: Step 01',
      '[pitboss] phase 02: Step 02',
      '[pitboss] phase 03: Step 03',
    ]);
    for (const [index, { body, author }] of commits.entries()) {
      expect(author).toMatch(/^pitboss\[bot\] <\d+\+pitboss\[bot\]@users\.noreply\.github\.com>$/);
      expect(body).toContain(`Pitboss-Run: ${record.run_id}`);
      expect(body).toContain(`Pitboss-Unit: phase/0${index + 1}`);
      expect(body).toMatch(/^Pitboss-Nonce: [0-9a-f]{20}$/m);
      expect(body).toMatch(/^Pitboss-Plan-Sha256: [0-9a-f]{64}$/m);
      const { id, login } = scene.owner;
      expect(body).toContain(`Co-authored-by: ${login} <${id}+${login}@users.noreply.github.com>`);
    }
    expect(await scene.checks(record.head_sha)).toEqual([{ name: 'pitboss', conclusion: 'success' }]);
    expect(await scene.reactions(command)).toEqual(['eyes', 'rocket']);
    const said = await botComments(scene);
    expect(said).toHaveLength(2);
    expect(said[0]?.body).toContain('Finished');
    expect(said[0]?.body).toContain(`[#${draft.number}]`);
    expect(said[1]?.body).toContain('is finished');

    const run = `runs/${record.run_id}`;
    expect(await scene.ledgerFiles()).toEqual(
      expect.arrayContaining([
        'schema.json',
        ...['deferred.md', 'events.jsonl', 'plan.md', 'run.json'].map((name) => `${run}/${name}`),
      ]),
    );
    expect(await scene.refs('refs/pitboss')).toEqual([]);
    expect(scene.jobs().filter((job) => job.event === 'workflow_dispatch')).toMatchObject([{ conclusion: 'success' }]);
  });

  test('ten phases cost at most sixty requests, three writes for the command and one for each phase', async () => {
    // The very first command of a repository also creates the ledger's branch; this is about all others.
    const scene = played;
    const issue = await scene.openIssue(planOf(10, 11));
    const mark = scene.mark();
    await scene.comment('/pitboss play', { issue });
    await scene.recorded(2);
    const record = await scene.untilOver();
    expect(record).toMatchObject({ status: 'finished', lease: null });
    expect(record.completed).toHaveLength(10);
    expect(await scene.commits(record)).toHaveLength(10);

    const calls = scene.apiCalls(mark);
    expect(calls.length).toBeLessThanOrEqual(60);
    const writes = calls.filter((call) => call.method !== 'GET');
    const dispatch = writes.findIndex((call) => call.path.endsWith('/dispatches'));
    expect(dispatch + 1).toBeLessThanOrEqual(3);
    const create = writes.filter((call) => call.method === 'POST' && /\/pulls$/.test(call.path));
    expect(create).toHaveLength(1);
    const edits = writes.filter((call) => call.method === 'PATCH' && call.path.includes('/issues/comments/'));
    // One for each phase at most, and one for the end.
    expect(edits.length).toBeLessThanOrEqual(11);
    expect(writes.filter((call) => call.status >= 400)).toEqual([]);
  });
});
