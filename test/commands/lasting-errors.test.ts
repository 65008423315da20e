import { describe, expect, test } from '@jest/globals';
import { acceptComment } from '../../src/commands/accept.js';
import { reconcile } from '../../src/commands/reconcile.js';
import { commentBy, createHub, eventOf, githubFault, portsOf } from './fake-github.js';

const RULE = 'GitHub answered 409: Repository rule violations found';
const LIMIT = 'GitHub answered 403: You have exceeded a secondary rate limit';
const SINCE = '2026-01-01T00:00:00Z';

describe('a command that cannot be carried out until somebody mends something', () => {
  test.each([
    ['a ruleset refuses the ledger', 'inbox.add', 'ledger_refused', RULE],
    ['the ledger may not be read', 'inbox.read', 'ledger_refused', 'GitHub answered 403: Resource not accessible'],
    ['a newer version wrote the ledger', 'inbox.read', 'ledger_newer_schema', 'It has schema 2.'],
    ['the configuration may not be read', 'file', 'github_forbidden', 'GitHub said 403.'],
  ] as const)('%s: its author is told once, and no look tries again', async (_name, call, code, why) => {
    const hub = createHub();
    hub.comments.push(commentBy('ann', '/pitboss play'));
    hub.faults.set(call, { error: githubFault(code, why), times: 1000 });
    const ports = portsOf(hub);
    await acceptComment(eventOf(hub, '/pitboss play'), ports);
    expect(hub.answers).toHaveLength(1);
    expect(hub.answers[0]?.body).toContain(why.slice(0, 12));
    expect(hub.answers[0]?.body).toContain('**What to do:** Wait.');
    expect(hub.reactions).toEqual([
      [100, 'eyes'],
      [100, '-1'],
    ]);
    hub.faults.clear();
    for (const process of [ports, portsOf(hub)]) {
      expect(await reconcile(process, SINCE)).toEqual({ comments: 0, dispatched: [] });
    }
    expect([hub.answers.length, hub.triggers.size]).toEqual([1, 0]);
  });

  test('an empty repository', async () => {
    const hub = createHub();
    const ports = portsOf(hub);
    const outcome = await acceptComment(eventOf(hub, '/pitboss play'), {
      ...ports,
      api: { ...ports.api, branchTip: async () => null },
    });
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'empty_repository' } });
    expect(hub.answers[0]?.body).toContain('Push a first commit.');
  });

  test('where nothing may be written at all, it is not tried again either', async () => {
    const hub = createHub();
    for (const call of ['file', 'comment', 'react']) {
      hub.faults.set(call, { error: githubFault('github_forbidden'), times: 1000 });
    }
    const ports = portsOf(hub);
    expect(await acceptComment(eventOf(hub, '/pitboss play'), ports)).toMatchObject({ kind: 'failed' });
    expect(await acceptComment(eventOf(hub, '/pitboss play'), ports)).toEqual({ kind: 'duplicate' });
  });

  test('one line that is refused for good does not stop the others', async () => {
    const hub = createHub();
    hub.faults.set('inbox.add', { error: githubFault('ledger_refused', RULE), times: 1 });
    await acceptComment(eventOf(hub, '/pitboss play\n/pitboss play'), portsOf(hub));
    expect([...hub.triggers.keys()]).toEqual(['100-1']);
    expect(hub.dispatches).toHaveLength(1);
    expect(hub.answers[0]?.body).toContain('Repository rule violations');
  });
});

test.each([
  ['github_unavailable', 'GitHub said 503'],
  ['github_rate_limited', 'GitHub said 403'],
  ['ledger_unreachable', 'socket hang up'],
  ['ledger_refused', LIMIT],
  ['ledger_refused', 'GitHub answered 409: pitboss/ledger is at 1 but expected 2'],
])('what passes by itself (%s: %s) is left to the next look, without a word', async (code, why) => {
  const hub = createHub();
  hub.comments.push(commentBy('ann', '/pitboss play'));
  hub.faults.set('inbox.add', { error: githubFault(code, why), times: 1 });
  const ports = portsOf(hub);
  await expect(acceptComment(eventOf(hub, '/pitboss play'), ports)).rejects.toMatchObject({ code });
  expect(hub.answers).toEqual([]);
  expect(await reconcile(ports, SINCE)).toMatchObject({ comments: 1 });
  expect(hub.dispatches).toHaveLength(1);
});
