import { describe, expect, test } from '@jest/globals';
import { sha256 } from '../../../src/base/digest.js';
import { acceptComment } from '../../../src/commands/accept.js';
import { parseComment } from '../../../src/commands/grammar/parse-comment.js';
import { createHub, eventOf, portsOf } from '../fake-github.js';
import { accepted, answer, planned, RUN, reviewed, say } from './planned-hub.js';

describe('the words', () => {
  const read = (text: string) => parseComment(text)[0]?.command;

  test.each([
    ['/pitboss plan', { verb: 'plan', goal: null, interview: false }],
    ['/pitboss plan --interview', { verb: 'plan', goal: null, interview: true }],
    [
      '/pitboss plan --interview A search.\nFast, too.',
      { verb: 'plan', goal: 'A search.\nFast, too.', interview: true },
    ],
    ['/pitboss answer\n1. Yes.\n3. No.', { verb: 'answer', text: '1. Yes.\n3. No.' }],
    ['/pitboss revise Split it.', { verb: 'revise', text: 'Split it.' }],
    ['/pitboss approve', { verb: 'approve', hash: null, base: null }],
    ['/pitboss approve 0123456789ab abcdef0', { verb: 'approve', hash: '0123456789ab', base: 'abcdef0' }],
  ])('%j', (text, command) => {
    expect(read(text)).toEqual({ ok: true, value: command });
  });

  test.each(['/pitboss answer', '/pitboss revise', '/pitboss approve yes', '/pitboss plan --interview=no x'])(
    '%j is refused',
    (text) => expect(read(text)?.ok).toBe(false),
  );
});

describe('plan', () => {
  test('takes the issue as it was, or what the comment says, as data with its hash', async () => {
    const hub = createHub();
    hub.issue = { ...hub.issue, body: 'Count the words.\r\nAll of them.' };
    await say(hub, '/pitboss plan');
    const goal = 'Build it\n\nCount the words.\nAll of them.';
    expect(accepted(hub)).toMatchObject([
      {
        verb: 'plan',
        plan: null,
        base: { ref: 'main', sha: 'base-sha' },
        actor: { login: 'ann' },
        plan_request: { goal, sha256: sha256(goal), interview: false, review: true },
      },
    ]);
    expect(hub.dispatches).toHaveLength(1);
    const other = createHub();
    await say(other, '/pitboss plan --interview A search.');
    expect(accepted(other)).toMatchObject([{ plan_request: { goal: 'A search.', interview: true } }]);
  });

  test('is refused while the issue is being planned, and where the text was edited after the command', async () => {
    const hub = reviewed();
    await say(hub, '/pitboss plan again');
    expect([accepted(hub), answer(hub)]).toEqual([[], expect.stringContaining('plans for this issue already')]);
    const edited = createHub();
    const event = eventOf(edited, '/pitboss plan');
    edited.issue = { ...edited.issue, body: 'Something else.' };
    await acceptComment(event, portsOf(edited));
    expect([accepted(edited), answer(edited)]).toEqual([[], expect.stringContaining('edited after your command')]);
  });

  test('is refused where the money of the issue is spent', async () => {
    const hub = reviewed({ status: 'folded', usage: { by_role: {}, unsettled_usd: 5 } });
    hub.files.set('.github/pitboss.yml', 'limits: { issue_usd: 5 }\n');
    await say(hub, '/pitboss plan');
    expect([accepted(hub), answer(hub)]).toEqual([[], expect.stringContaining('limits.issue')]);
  });
});

describe('answer and revise', () => {
  test('move the run of the issue that waits for them', async () => {
    const asked = planned({ step: 'answers', questions: ['Why?'] });
    await say(asked, '/pitboss answer 1. So.');
    expect(accepted(asked)).toMatchObject([{ verb: 'answer', run_id: RUN, text: '1. So.' }]);
    expect(asked.dispatches).toMatchObject([{ inputs: { 'run-id': RUN } }]);
    const draft = reviewed();
    await say(draft, '/pitboss revise Split it.\nIn two.');
    expect(accepted(draft)).toMatchObject([{ verb: 'revise', run_id: RUN, text: 'Split it.\nIn two.' }]);
  });

  test.each([
    ['answer', createHub(), 'Nothing is planned'],
    ['answer', reviewed(), 'asked no questions'],
    ['revise', planned({ step: 'answers', questions: ['Why?'] }), 'has no draft yet'],
    ['revise', reviewed({}, { revisions: 10 }), 'as often as'],
    ['revise', reviewed({ status: 'running' }), 'waits for no answer'],
    ['answer', planned({ step: 'answers' }, { wake_at: '2026-01-03T00:00:00Z' }), 'waits for no answer'],
    ['revise', reviewed({ status: 'finished' }), 'is finished'],
  ] as const)('%s is refused with the reason', async (verb, hub, words) => {
    await say(hub, `/pitboss ${verb} x`);
    expect([accepted(hub), answer(hub)]).toEqual([[], expect.stringContaining(words)]);
  });

  test('are taken once until they are applied', async () => {
    const hub = reviewed();
    await say(hub, '/pitboss revise a\n\n/pitboss revise b');
    expect([accepted(hub).length, answer(hub)]).toEqual([1, expect.stringContaining('has not applied it yet')]);
  });
});

test('a rebuy of a run that waits for a person says so; fold ends it', async () => {
  const hub = reviewed();
  await say(hub, `/pitboss rebuy ${RUN}`);
  expect([accepted(hub), answer(hub)]).toEqual([[], expect.stringContaining('waits for you')]);
  await say(hub, '/pitboss fold', 101);
  expect(accepted(hub)).toMatchObject([{ verb: 'fold', run_id: RUN }]);
});

test('a stranger may not plan, answer or approve', async () => {
  for (const text of ['/pitboss plan', '/pitboss answer x', '/pitboss approve']) {
    const hub = reviewed();
    await acceptComment(eventOf(hub, text, { login: 'eve' }), portsOf(hub));
    expect(accepted(hub)).toEqual([]);
  }
});
