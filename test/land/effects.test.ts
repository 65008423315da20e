import { beforeEach, describe, expect, test } from '@jest/globals';
import { EMPTY_DEFERRED } from '../../src/documents/deferred.js';
import type { EffectInput, Moment } from '../../src/land/effects/context.js';
import { convergeEffects } from '../../src/land/effects/converge.js';
import { runView } from '../../src/report/run-view.js';
import type { ShiftEvent } from '../../src/report/shift-event.js';
import type { Effects } from '../../src/run/effects.js';
import { halts } from '../../src/run/halts.js';
import type { RunRecord } from '../../src/run/record.js';
import { PLAN, record } from '../run/samples.js';
import { FakeGithub } from './fake-github.js';
import { tickingClock } from './support.js';

let github: FakeGithub;
let told: ShiftEvent[];
beforeEach(() => {
  github = new FakeGithub();
  told = [];
});

const LANDED: Partial<RunRecord> = {
  status: 'running',
  completed: ['01'],
  head_sha: 'c'.repeat(40),
  commits: { '01': 'c'.repeat(40) },
};
const FINISHED: Partial<RunRecord> = {
  ...LANDED,
  status: 'finished',
  completed: ['01', '02', '03'],
  post_final_phase: true,
};
const HALTED: Partial<RunRecord> = { ...LANDED, status: 'halted', halt: halts.noChanges() };

async function converge(
  fields: Partial<RunRecord>,
  moment: Moment,
  effects: Effects = {},
  change: Partial<EffectInput> = {},
): Promise<Effects> {
  const ports = { api: github, clock: tickingClock(), tell: (event: ShiftEvent) => told.push(event) };
  const input: EffectInput = {
    view: runView(record({ ...fields, effects }), PLAN),
    deferred: EMPTY_DEFERRED,
    commentId: 11,
    workflowUrl: 'https://github.test/o/r/actions/runs/5',
    repositoryUrl: 'https://github.test/o/r',
    pullRequest: true,
    notes: [],
    ...change,
  };
  return convergeEffects({ ...ports, tell: (event) => void ports.tell(event) }, input, moment);
}

const count = (name: string) => github.calls.filter((call) => call === name).length;

test('at the start: a rocket on the command and one comment; no pull request without a commit', async () => {
  const effects = await converge({ status: 'running' }, 'start');
  expect(github.reactions).toEqual(['rocket']);
  expect(github.comments.size).toBe(1);
  expect(count('createPull')).toBe(0);
  expect(effects).toMatchObject({ started: true, status_comment: { id: 1 } });
});

test('after the first commit: a draft, and the comment names it', async () => {
  const first = await converge({ status: 'running' }, 'start');
  const effects = await converge(LANDED, 'progress', first);
  expect(effects.pull_request).toMatchObject({ number: 9, draft: true });
  expect(github.comments.get(1)).toContain('[#9](https://github.test/o/r/pull/9)');
  expect(github.comments.size).toBe(1);
});

test('what says the same already is not written again', async () => {
  const effects = await converge(LANDED, 'progress', await converge(LANDED, 'start'));
  const calls = github.calls.length;
  expect(await converge(LANDED, 'progress', effects)).toEqual(effects);
  expect(github.calls).toHaveLength(calls);
  const end = await converge(FINISHED, 'end', effects);
  const writes = github.calls.length;
  expect(await converge(FINISHED, 'end', end)).toEqual(end);
  expect(github.calls).toHaveLength(writes);
});

test('after a crash that forgot everything, all is found again and nothing is made twice', async () => {
  const before = await converge(LANDED, 'progress');
  const after = await converge(LANDED, 'progress');
  expect(github.comments.size).toBe(1);
  expect(count('createPull')).toBe(1);
  expect(after.status_comment?.id).toBe(before.status_comment?.id);
  expect(after.pull_request?.number).toBe(9);
  await converge(HALTED, 'end');
  await converge(HALTED, 'end');
  expect(github.comments.size).toBe(2);
});

test('a pull request that a dead shift opened is brought up to date and made ready at the end', async () => {
  await converge(LANDED, 'progress');
  const effects = await converge(FINISHED, 'end');
  expect(github.pull).toMatchObject({ draft: false, title: expect.stringContaining('3 phases (01–03)') });
  expect(github.pull?.body).toContain('(finished)');
  expect(effects.pull_request?.draft).toBe(false);
});

test('at the end: body, title, ready, a last comment and a check', async () => {
  const effects = await converge(FINISHED, 'end', await converge(LANDED, 'progress'));
  expect(github.pull).toMatchObject({ draft: false, title: expect.stringContaining('3 phases') });
  expect(github.comments.get(2)).toContain('is finished');
  expect(github.checks).toEqual([
    expect.objectContaining({ headSha: 'c'.repeat(40), conclusion: 'success', title: 'finished: 3 phases landed' }),
  ]);
  expect(effects.check).toMatchObject({ conclusion: 'success' });
});

test('words that people added to the body stay', async () => {
  const effects = await converge(LANDED, 'progress');
  github.pull = github.pull && { ...github.pull, body: `Mine.\n\n${github.pull.body}\n\nAlso mine.` };
  await converge(FINISHED, 'end', effects);
  expect(github.pull?.body).toMatch(/^Mine\.\n\n<!--[\s\S]*-->\n\nAlso mine\.$/);
  expect(github.pull?.body).toContain('(finished)');
});

test('halted, rebought, halted again and folded: never more than two comments', async () => {
  let effects = await converge({ status: 'running' }, 'start');
  effects = await converge(HALTED, 'end', effects);
  effects = await converge(LANDED, 'start', effects);
  effects = await converge({ ...HALTED, halt: halts.testsFailed('red') }, 'end', effects);
  effects = await converge({ ...LANDED, status: 'folded' }, 'end', effects);
  expect(count('comment')).toBe(2);
  expect(github.comments.get(2)).toContain('was folded');
  expect(github.checks).toEqual([
    expect.objectContaining({ conclusion: 'action_required', title: 'halted: no_changes, 1 phase landed' }),
    expect.objectContaining({ conclusion: 'cancelled' }),
  ]);
  expect(github.pull?.draft).toBe(true);
});

test('a deleted comment is written anew', async () => {
  const effects = await converge({ status: 'running' }, 'start');
  github.comments.clear();
  const after = await converge(LANDED, 'progress', effects);
  expect(github.comments.get(after.status_comment?.id ?? 0)).toContain('pitboss:status:v1');
});

describe('pull requests that cannot be opened as wished', () => {
  test('no drafts here: an ordinary one', async () => {
    github.drafts = false;
    const effects = await converge(LANDED, 'progress');
    expect(effects.pull_request).toMatchObject({ draft: false });
    await converge(FINISHED, 'end', effects);
    expect(count('markReady')).toBe(0);
  });
  test('not allowed: noted in the words of GitHub, and opened once it is', async () => {
    github.forbidden = 'Actions may not open pull requests';
    const effects = await converge(LANDED, 'progress');
    expect(effects.pull_request_refused).toBe('Actions may not open pull requests');
    expect(told).toContainEqual({ kind: 'warning', message: 'no pull request: Actions may not open pull requests' });
    github.forbidden = null;
    const after = await converge(FINISHED, 'end', effects);
    expect(after.pull_request).toMatchObject({ number: 9 });
    expect(after.pull_request_refused).toBeUndefined();
  });
  test('not wanted: none', async () => {
    await converge(FINISHED, 'end', {}, { pullRequest: false });
    expect([count('findPull'), count('createPull')]).toEqual([0, 0]);
  });
});

test('a step that fails is told, does not stop the others, and is made up for later', async () => {
  github.failing.add('createPull').add('react');
  const effects = await converge(LANDED, 'start');
  expect(told.filter((event) => event.kind === 'warning')).toEqual([
    { kind: 'warning', message: 'reaction not written: react is out of order' },
    { kind: 'warning', message: 'pull request not written: createPull is out of order' },
  ]);
  expect(github.comments.size).toBe(1);
  github.failing.clear();
  expect(await converge(LANDED, 'progress', effects)).toMatchObject({ started: true, pull_request: { number: 9 } });
});

test('a run that no issue asked for gets no comments', async () => {
  await converge({ ...FINISHED, issue: null }, 'end', {}, { commentId: null });
  expect([github.comments.size, github.reactions.length, github.checks.length]).toEqual([0, 0, 1]);
});
