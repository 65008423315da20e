import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sha256 } from '../../src/base/digest.js';
import { botComments, planOf } from './props.js';
import type { Scene } from './scene-contract.js';
import { openStage, type Stage } from './stage.js';
import { until } from './until.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
/** A fresh process has all of its burst of writes; one that has written much paces itself. */
beforeEach(async () => {
  await stage.app().stop();
  await stage.startApp();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

/** Lets commands be accepted while no run starts. */
function keepFromStarting(scene: Scene): void {
  const path = new RegExp(`^/repos/${scene.fullName}/actions/workflows/.*/dispatches$`);
  stage.world.github.faults.add({ method: 'POST', path, status: 404, times: 1000 });
}

describe('which plan a play uses', () => {
  test('the path of the command, then the issue, then the file of the repository', async () => {
    const FILE = planOf(2);
    const OTHER = planOf(3);
    const BODY = planOf(1);
    const scene = await stage.scene({
      plan: BODY,
      files: { '.pitboss/play/plan.md': FILE, 'docs/other.md': OTHER },
    });
    keepFromStarting(scene);
    await scene.comment('/pitboss play --plan docs/other.md');
    await scene.comment('/pitboss play');
    await scene.comment('/pitboss play', { issue: await scene.openIssue('Please do what the file says.') });
    const triggers = await until('three commands are accepted', async () => {
      const known = await scene.triggers();
      return known.length === 3 ? known : null;
    });
    const inOrder = [...triggers].sort((a, b) => (a.source.comment_id ?? 0) - (b.source.comment_id ?? 0));
    expect(inOrder.map(({ plan }) => plan)).toEqual([
      { source: 'command', path: 'docs/other.md', text: OTHER, sha256: sha256(OTHER) },
      { source: 'issue', path: null, text: BODY, sha256: sha256(BODY) },
      { source: 'file', path: '.pitboss/play/plan.md', text: FILE, sha256: sha256(FILE) },
    ]);
  });

  test('a file that does not exist is named; without any plan the answer shows how one looks', async () => {
    const scene = await stage.scene({ plan: 'Just words.' });
    const missing = await scene.verdict(await scene.comment('/pitboss play --plan docs/none.md'));
    expect(missing).toMatchObject({
      reaction: '-1',
      answer: expect.stringContaining('There is no file `docs/none.md`'),
    });
    const none = await scene.verdict(await scene.comment('/pitboss play'));
    expect(none.answer).toContain('There is no plan');
    expect(none.answer).toContain('# Phase 01: What this step is about');
    expect(await scene.triggers()).toEqual([]);
  });

  test('an issue that is meant as a plan and is none is answered with its line', async () => {
    const lines = ['---', 'current_phase: "01"', '---', '', '# Phase 01: First', '', '# Phase 01: Again', ''];
    const scene = await stage.scene({ plan: lines.join('\n'), files: { '.pitboss/play/plan.md': planOf(1) } });
    const { reaction, answer } = await scene.verdict(await scene.comment('/pitboss play'));
    expect(reaction).toBe('-1');
    expect(answer).toContain('The text of this issue cannot be read as a plan');
    expect(answer).toContain('line 7');
    expect(await scene.triggers()).toEqual([]);
  });
});

describe('an invalid configuration', () => {
  test('is answered with all of its problems, and nothing starts', async () => {
    const config = 'retries:\n  fixer_max_attempts: often\nagent:\n  backend: gpt\ntests:\n  timeout: -1\n';
    const scene = await stage.scene({ config });
    const { reaction, answer } = await scene.verdict(await scene.comment('/pitboss play'));
    expect(reaction).toBe('-1');
    const plain = answer?.replaceAll('\\', '');
    for (const [key, line] of [
      ['fixer_max_attempts', 2],
      ['backend', 4],
      ['timeout', 6],
    ] as const) {
      expect(plain).toMatch(new RegExp(`pitboss\\.yml:${line}.*${key}`));
    }
    expect(await scene.triggers()).toEqual([]);
    expect(scene.jobs().filter((job) => job.event === 'workflow_dispatch')).toEqual([]);
    expect(await botComments(scene)).toHaveLength(1);
  });
});
