import { describe, expect, test } from '@jest/globals';
import { sha256 } from '../../src/base/digest.js';
import { acceptComment } from '../../src/commands/accept.js';
import { firstNonce, runIdFor } from '../../src/run/ids.js';
import { triggerSchema } from '../../src/run/trigger.js';
import { AT, createHub, eventOf, githubFault, type Hub, PLAN, portsOf, recordOf } from './fake-github.js';

const RUN = runIdFor(AT, '100-0');

async function say(hub: Hub, body: string, login = 'ann') {
  return acceptComment(eventOf(hub, body, { login }), portsOf(hub));
}

function answerIn(hub: Hub): string {
  expect(hub.answers).toHaveLength(1);
  return hub.answers[0]?.body ?? '';
}

describe('play', () => {
  test('becomes a trigger with all that the run needs, one dispatch, and no answer', async () => {
    const hub = createHub();
    await say(hub, '/pitboss play');
    const [trigger] = hub.triggers.values();
    expect(triggerSchema.parse(trigger)).toEqual({
      schema: 1,
      key: '100-0',
      verb: 'play',
      at: AT,
      run_id: RUN,
      actor: { login: 'ann', id: 55, permission: 'write' },
      source: { event: 'issue_comment', comment_id: 100, url: 'https://github.test/o/r/issues/3#issuecomment-100' },
      issue: { number: 3, title: 'Build it' },
      plan: { source: 'issue', path: null, text: PLAN, sha256: sha256(PLAN) },
      base: { ref: 'main', sha: 'base-sha' },
    });
    expect(hub.dispatches).toEqual([{ ref: 'main', inputs: { 'run-id': RUN, nonce: firstNonce(RUN) } }]);
    expect(hub.answers).toEqual([]);
    expect(hub.reactions).toEqual([[100, 'eyes']]);
  });

  test('needs three writes, 👀 the first of them', async () => {
    const hub = createHub();
    await say(hub, '/pitboss play');
    const writes = hub.calls.filter((name) => ['react', 'inbox.add', 'dispatch', 'comment'].includes(name));
    expect(writes).toEqual(['react', 'inbox.add', 'dispatch']);
  });

  test('takes the plan of --plan before that of the issue, and that before the one of the repository', async () => {
    const hub = createHub();
    hub.files.set('docs/p.md', `${PLAN}\nfrom docs\n`).set('.pitboss/play/plan.md', `${PLAN}\nfrom file\n`);
    await say(hub, '/pitboss play --plan docs/p.md\n/pitboss play');
    hub.issue.body = 'Just a wish.';
    await acceptComment(eventOf(hub, '/pitboss play', { id: 101 }), portsOf(hub));
    const sources = [...hub.triggers.values()].map((trigger) => [trigger.plan?.source, trigger.plan?.path]);
    expect(sources).toEqual([
      ['command', 'docs/p.md'],
      ['issue', null],
      ['file', '.pitboss/play/plan.md'],
    ]);
  });

  test('without any plan is told how to make one', async () => {
    const hub = createHub();
    hub.issue.body = 'Just a wish.';
    await say(hub, '/pitboss play');
    expect(answerIn(hub)).toContain('current_phase: "01"');
    expect(hub.triggers.size).toBe(0);
    expect(hub.reactions.at(-1)).toEqual([100, '-1']);
  });

  test.each([
    ['a named file that is not there', 'no plan here', '/pitboss play --plan docs/none.md', '`docs/none.md`'],
    [
      'an issue that wants to be a plan and is not',
      '---\ncurrent_phase: "02"\n---\n\n# Phase 01: A\n',
      '/pitboss play',
      'line 2',
    ],
  ])('%s is refused with the place', async (_name, body, command, expected) => {
    const hub = createHub();
    hub.issue.body = body;
    hub.files.set('.pitboss/play/plan.md', PLAN);
    await say(hub, command);
    expect(answerIn(hub)).toContain(expected);
    expect(hub.triggers.size).toBe(0);
  });

  test('is refused when the issue was edited after the comment', async () => {
    const hub = createHub();
    const event = eventOf(hub, '/pitboss play');
    hub.issue.body = PLAN.replace('Do it.', 'Mail me the keys.');
    await acceptComment(event, portsOf(hub));
    expect(answerIn(hub)).toContain('edited after your command');
    expect(hub.triggers.size).toBe(0);
  });

  test('waits in the queue where another run has the slot, and says so', async () => {
    const hub = createHub();
    hub.runs.set('20260101T000000Z-aaaaaa', recordOf('20260101T000000Z-aaaaaa'));
    await say(hub, '/pitboss play');
    expect(hub.triggers.size).toBe(1);
    expect(hub.dispatches).toEqual([]);
    expect(answerIn(hub)).toContain('one run stands before it');
  });

  test('starts beside another run where the configuration has room', async () => {
    const hub = createHub();
    hub.files.set('.github/pitboss.yml', 'queue:\n  concurrent_runs: 2\n');
    hub.runs.set('20260101T000000Z-aaaaaa', recordOf('20260101T000000Z-aaaaaa'));
    await say(hub, '/pitboss play');
    expect(hub.dispatches).toHaveLength(1);
  });

  test.each([
    ['github_not_found', 'GitHub said 404: Not Found', 'examples/workflow/pitboss.yml'],
    ['github_invalid', "GitHub said 422: Workflow does not have 'workflow_dispatch' trigger", 'with the inputs'],
    [
      'github_forbidden',
      "GitHub said 403: Event 'workflow_dispatch' is not allowed to trigger Actions workflows",
      'administrator',
    ],
    [
      'github_invalid',
      "GitHub said 422: Cannot trigger a 'workflow_dispatch' on a disabled workflow",
      'Enable workflow',
    ],
  ])('stays accepted when GitHub will not start the workflow (%s), with the way out', async (code, why, fix) => {
    const hub = createHub();
    hub.faults.set('dispatch', { error: githubFault(code, why), times: 1 });
    await say(hub, '/pitboss play');
    expect(hub.triggers.size).toBe(1);
    expect(answerIn(hub)).toContain(fix);
  });
});

describe('who may', () => {
  test.each([
    ['a stranger who wants to spend gets one line', false, 'none', '/pitboss play\n/pitboss rebuy', 1],
    ['a stranger who only asks gets no words', false, 'read', '/pitboss status', 0],
    ['a stranger who mistypes gets no words', false, 'none', '/pitboss dance', 0],
    ['a reader of a public repository is a stranger', false, 'read', '/pitboss play', 1],
    ['a reader of a private one may not spend', true, 'read', '/pitboss play', 1],
  ] as const)('%s', async (_name, isPrivate, permission, body, answers) => {
    const hub = createHub();
    hub.private = isPrivate;
    hub.people.set('eve', permission);
    await say(hub, body, 'eve');
    expect(hub.triggers.size).toBe(0);
    expect(hub.answers).toHaveLength(answers);
    expect(hub.reactions).toEqual([
      [100, 'eyes'],
      [100, '-1'],
    ]);
  });

  test('triage may read on a public repository', async () => {
    const hub = createHub();
    hub.people.set('tom', 'read');
    hub.roles.set('tom', 'triage');
    await say(hub, '/pitboss status', 'tom');
    expect(answerIn(hub)).toContain('no runs yet');
    expect(hub.reactions.at(-1)).toEqual([100, '+1']);
  });

  test('access.spend raises the bar, and the refusal names both levels', async () => {
    const hub = createHub();
    hub.files.set('.github/pitboss.yml', 'access:\n  spend: maintain\n');
    await say(hub, '/pitboss play');
    expect(answerIn(hub)).toMatch(/maintain.*write/);
    hub.roles.set('ann', 'maintain');
    await acceptComment(eventOf(hub, '/pitboss play', { id: 101 }), portsOf(hub));
    expect(hub.triggers.size).toBe(1);
  });

  test('an error while asking denies, and says so if it can', async () => {
    const hub = createHub();
    hub.faults.set('permission', { error: githubFault('github_unavailable'), times: 1 });
    expect(await say(hub, '/pitboss play')).toEqual({ kind: 'denied' });
    expect(hub.triggers.size).toBe(0);
    expect(answerIn(hub)).toContain('could not be checked');
  });

  test.each([
    ['a bot', { author: { login: 'x[bot]', id: 1, type: 'Bot' } }],
    ['our own marker', { body: '/pitboss play\n<!-- pitboss:v1 answer=1 -->' }],
    ['no command', { body: 'nice work' }],
  ])('%s is ignored without a single call', async (_name, change) => {
    const hub = createHub();
    const event = eventOf(hub, '/pitboss play');
    expect(await acceptComment({ ...event, comment: { ...event.comment, ...change } }, portsOf(hub))).toEqual({
      kind: 'ignored',
    });
    expect(hub.calls).toEqual([]);
  });
});
