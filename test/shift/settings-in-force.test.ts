import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { decide } from '../../src/run/decide.js';
import { startRecord } from '../../src/run/start.js';
import { announcer } from '../../src/shift/progress-effects.js';
import { FakeGithub, plainApi } from '../land/fake-github.js';
import { tickingClock } from '../land/support.js';
import { config, NOW, PLAN, planText, RUN, record, trigger } from '../run/samples.js';
import { carriedOut, shellAgent } from '../work/support.js';

/** Keys that nothing else would miss. */
describe('a setting that is changed changes what happens', () => {
  test('git.branch_prefix: the name of the branch', () => {
    const facts = { trigger: trigger('play', 'k1'), plan: PLAN, planText: planText(3), configText: '' };
    const base = { ref: 'main', sha: '1'.repeat(40) };
    const own = config((same) => ({ ...same, git: { ...same.git, branch_prefix: 'bot/' } }));
    const started = startRecord({ ...facts, config: own, base, originalBranch: null, nonce: 'n', now: NOW });
    expect(started.branch).toBe(`bot/${RUN}`);
  });

  test.each([true, false])('git.create_pr %s: whether there is a pull request', async (create) => {
    const api = new FakeGithub();
    const own = config((same) => ({ ...same, git: { ...same.git, create_pr: create } }));
    const github = {
      api: plainApi(api),
      workflowUrl: null,
      repositoryUrl: 'https://github.test/o/r',
      workflowFile: 'pitboss.yml',
      defaultBranch: 'main',
      notes: [],
    };
    const ports = { github, tell: () => {}, land: { clock: tickingClock(), secrets: [] } };
    const finished = record({ status: 'finished', completed: ['01', '02', '03'], head_sha: 'c'.repeat(40) });
    const files = { record: finished, planText: planText(3), deferredText: '', events: '' };
    await announcer(ports, own, trigger('play', 'k1')).show(files, PLAN, 'end');
    expect([api.pull !== null, api.comments.size > 0]).toEqual([create, true]);
  });

  test.each([
    [2, 'halt'],
    [3, 'work'],
  ])('limits.max_shifts %d: whether a third shift may work', (most, kind) => {
    const own = config((same) => ({ ...same, limits: { ...same.limits, max_shifts: most } }));
    const running = record({ status: 'running', shifts: 3 });
    expect(decide({ record: running, plan: PLAN, deferredText: '', config: own, now: NOW }).kind).toBe(kind);
  });

  test.each([
    [0.001, false],
    [1, true],
  ])('limits.max_output_mb %d: how much of an output is kept', async (most, whole) => {
    const own = (same: Config): Config => ({
      ...same,
      tests: { ...same.tests, command: 'seq 1 1999' },
      limits: { ...same.limits, max_output_mb: most },
    });
    const done = await carriedOut({ agent: shellAgent({ implementer: 'echo 1 > 01.txt' }), config: own });
    const logs = join(dirname(done.dir), 'logs');
    const text = readdirSync(logs)
      .map((name) => readFileSync(join(logs, name), 'utf8'))
      .join('');
    expect(/\b1998\b/.test(text)).toBe(whole);
  });
});
