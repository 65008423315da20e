import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { botComments, phaseStep } from './props.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

const RED = `import { test } from 'node:test';
import assert from 'node:assert';
test('adds', () => {
  assert.equal(1 + 1, 3);
});
`;
const NOT_RUN = { tests: { command: '! grep -rq "1 + 1, 3" --include=*.mjs .' } };
const DELETES = { path: 'sum.test.mjs', delete: true };

describe('an agent that deletes the test that fails', () => {
  test('halts the run; nothing lands, and the comment says where', async () => {
    const scene = await stage.scene({
      plan: 1,
      files: { 'sum.test.mjs': RED },
      config: NOT_RUN,
      script: { steps: [phaseStep('01', { edits: [{ path: 'work/one.txt', content: 'one\n' }, DELETES] })] },
    });
    await scene.comment('/pitboss play');
    const record = await scene.untilOver('halted');
    expect(record).toMatchObject({ completed: [], halt: { code: 'tests_weakened' } });
    expect(await scene.commits(record)).toEqual([]);
    expect(await scene.refs('refs/pitboss/wip')).toHaveLength(1);
    const [status] = await botComments(scene);
    expect(status?.body).toContain('sum.test.mjs');
    expect(status?.body).toContain('tests_weakened');
  });

  test('and writes down why lands, and the pull request shows the reason', async () => {
    const reason = '## Deferred items\n\n- [x] test change sum.test.mjs: sums are somebody else s business now\n';
    const scene = await stage.scene({
      plan: 1,
      files: { 'sum.test.mjs': RED },
      config: NOT_RUN,
      script: {
        steps: [
          phaseStep('01', {
            edits: [
              { path: 'work/one.txt', content: 'one\n' },
              DELETES,
              { path: '.pitboss/play/deferred.md', content: reason },
            ],
          }),
        ],
      },
    });
    await scene.comment('/pitboss play');
    const record = await scene.untilOver('finished');
    expect(record.test_changes).toMatchObject([{ path: 'sum.test.mjs', rule: 'deleted-test', unit: 'phase/01' }]);
    const [pull] = await scene.pulls();
    expect(pull?.body).toContain('## Changed tests');
    expect(pull?.body).toContain('sums are somebody else s business now');
  });
});
