import { expect, test } from '@jest/globals';
import { EMPTY_DEFERRED } from '../../../src/documents/deferred.js';
import { convergeEffects } from '../../../src/land/effects/converge.js';
import { grindHalts } from '../../../src/run/grind/grind-halts.js';
import type { RunRecord } from '../../../src/run/record.js';
import { grindView, session } from '../../report/grind/samples.js';
import { RUN } from '../../run/samples.js';
import { FakeGithub } from '../fake-github.js';
import { tickingClock } from '../support.js';

async function ended(fields: Partial<RunRecord>): Promise<FakeGithub> {
  const github = new FakeGithub();
  const landed = { head_sha: 'c'.repeat(40), ...fields };
  const input = {
    view: grindView(landed, { in_force: { max_iterations: 2 } }, { sessions: [session()] }),
    deferred: EMPTY_DEFERRED,
    commentId: 11,
    workflowUrl: null,
    repositoryUrl: 'https://github.test/o/r',
    pullRequest: true,
    notes: [],
  };
  await convergeEffects({ api: github, clock: tickingClock(), tell: () => undefined }, input, 'end');
  return github;
}

test('a grind run whose budget is spent is ready for review, and its check is no alarm', async () => {
  const text = 'max-iterations reached: 2 >= 2';
  const halt = grindHalts.grindBudgetSpent({ kind: 'iterations', key: 'max_iterations', text });
  const github = await ended({ status: 'halted', halt });
  expect(github.pull).toMatchObject({ title: `grind/nightly: ${RUN}`, draft: false });
  expect(github.pull?.body).toContain('## session-0001 — lint-sweep (ok)');
  expect(github.checks).toEqual([
    expect.objectContaining({ conclusion: 'neutral', title: 'budget: budget_exceeded, 2 sessions: 1 ok, 1 error' }),
  ]);
});

test('one that halted because its sessions fail is an alarm, and its pull request stays a draft', async () => {
  const github = await ended({ status: 'halted', halt: grindHalts.failureLimit(3, null) });
  expect(github.pull).toMatchObject({ draft: true });
  expect(github.checks).toEqual([
    expect.objectContaining({
      conclusion: 'action_required',
      title: 'halted: failure_limit, 2 sessions: 1 ok, 1 error',
    }),
  ]);
});

test('one that is finished closes no issue', async () => {
  const github = await ended({ status: 'finished' });
  expect(github.pull).toMatchObject({ draft: false });
  expect(github.pull?.body).not.toContain('Closes');
  expect(github.checks).toEqual([
    expect.objectContaining({ conclusion: 'success', title: 'finished: 2 sessions: 1 ok, 1 error' }),
  ]);
});
