import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { phaseStep } from './props.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

const DEFERRED = '.pitboss/play/deferred.md';
const list = (...items: readonly string[]) => ({
  path: DEFERRED,
  content: `## Deferred items\n\n${items.map((item) => `- ${item}\n`).join('')}`,
});
const sweepStep = (unit: string, action: Readonly<Record<string, unknown>>) => ({
  when: { role: 'implementer', unit: `sweep/${unit}` },
  ...action,
});
const EAGER = { sweep: { trigger_min_items: 3, escalate_after: 2, audit_enabled: false } };

describe('a run whose agents put work off', () => {
  test('sweeps between two phases and after the last, and shows what needs a person', async () => {
    const scene = await stage.scene({
      plan: 2,
      config: EAGER,
      script: {
        steps: [
          phaseStep('01', {
            edits: [{ path: 'work/one.txt', content: '1\n' }, list('[ ] first', '[ ] second', '[ ] third')],
          }),
          sweepStep('01-1', {
            edits: [{ path: 'work/first.txt', content: 'done\n' }, list('[x] first', '[ ] second', '[ ] third')],
          }),
          sweepStep('02-1', {
            edits: [{ path: 'work/second.txt', content: 'done\n' }, list('[x] second', '[ ] third')],
          }),
          sweepStep('02-2', {}),
        ],
      },
    });
    await scene.comment('/pitboss play');
    const record = await scene.untilOver('finished');
    expect((await scene.commits(record)).map((commit) => commit.subject)).toEqual([
      '[pitboss] phase 01: Step 01',
      '[pitboss] sweep after phase 01: 1 deferred items resolved',
      '[pitboss] phase 02: Step 02',
      '[pitboss] sweep after phase 02: 1 deferred items resolved',
    ]);
    expect(record).toMatchObject({
      completed: ['01', '02'],
      attempts: { '01': 2, '02': 3 },
      pending_sweep: false,
      deferred_item_attempts: { third: 3 },
    });
    const [pull] = await scene.pulls();
    expect(pull?.body).toContain('## Sweeps\n\n- after phase 01: 1 item resolved, 2 left');
    expect(pull?.body).toContain('## Deferred items that need a person\n\n- third (left open by 3 sweeps)');
    expect(pull?.body).toContain('## Deferred items\n\n- [ ] third');
    const said = (await scene.comments()).map((each) => each.body).join('\n');
    expect(said).toContain('- after phase 02: 0 items resolved, 1 left (no code changes)');
    expect(said).toContain('**These deferred items need a person:**');
  });

  test('a sweep that halts goes on after a rebuy, and the phase behind it comes then', async () => {
    const scene = await stage.scene({
      plan: 2,
      config: { ...EAGER, retries: { fixer_max_attempts: 1 }, tests: { command: '! grep -rq broken work' } },
      script: {
        steps: [
          phaseStep('01', { edits: [{ path: 'work/one.txt', content: '1\n' }, list('[ ] a', '[ ] b', '[ ] c')] }),
          sweepStep('01-1', {
            edits: [{ path: 'work/swept.txt', content: 'broken\n' }, list('[x] a', '[x] b', '[x] c')],
          }),
          {
            when: { role: 'fixer', unit: 'sweep/01-1', attempt: 1 },
            edits: [{ path: 'work/still.txt', content: 'broken\n' }],
          },
        ],
      },
    });
    await scene.comment('/pitboss play');
    const halted = await scene.untilOver();
    expect(halted).toMatchObject({ status: 'halted', halt: { code: 'tests_failed' }, pending_sweep: true });
    const status = (await scene.comments()).map((each) => each.body).join('\n');
    expect(status).toContain('- after phase 01: stands still, stage fix');
    await scene.commitFile(
      '.pitboss/agent-script.yml',
      JSON.stringify({
        steps: [
          {
            when: { role: 'fixer' },
            edits: [
              { path: 'work/swept.txt', content: 'mended\n' },
              { path: 'work/still.txt', content: 'mended\n' },
            ],
          },
        ],
        otherwise: { edits: [{ path: 'work/two.txt', content: '2\n' }] },
      }),
    );
    await scene.comment('/pitboss rebuy');
    const record = await scene.untilOver('finished');
    expect((await scene.commits(record)).map((commit) => commit.subject)).toEqual([
      '[pitboss] phase 01: Step 01',
      '[pitboss] sweep after phase 01: 3 deferred items resolved',
      '[pitboss] phase 02: Step 02',
    ]);
    expect(await scene.fileAt(record.branch, 'work/swept.txt')).toBe('mended\n');
  });

  test('what a run left open is swept by a comment, on top of its branch and into it', async () => {
    const scene = await stage.scene({
      plan: 1,
      config: { sweep: { audit_enabled: false } },
      script: {
        steps: [
          phaseStep('01', { edits: [{ path: 'work/one.txt', content: '1\n' }, list('[ ] first', '[ ] second')] }),
          sweepStep('01-1', {
            edits: [{ path: 'work/first.txt', content: 'done\n' }, list('[x] first', '[ ] second')],
          }),
        ],
      },
    });
    await scene.comment('/pitboss play --no-sweep');
    const played = await scene.untilOver('finished');
    expect(played.sweeps).toEqual([]);
    await scene.comment('/pitboss sweep --max-items 1');
    await scene.recorded(2);
    const record = await scene.untilOver('finished');
    expect(record).toMatchObject({
      kind: 'sweep',
      parent_run: played.run_id,
      base: { ref: played.branch, sha: played.head_sha },
      sweep_request: { after: '01', max_items: 1 },
      sweeps: [{ resolved: 1, left: 1 }],
    });
    const bases = (await scene.pulls()).map(({ head, base }) => [head, base]);
    expect(bases).toContainEqual([record.branch, played.branch]);
    expect(await scene.fileAt(record.branch, 'work/one.txt')).toBe('1\n');
    const said = await scene.verdict(await scene.comment(`/pitboss sweep ${played.run_id}`));
    expect([said.reaction, said.answer]).toEqual(['-1', expect.stringContaining('has been taken over by run')]);
  });
});
