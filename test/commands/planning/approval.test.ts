import { describe, expect, test } from '@jest/globals';
import { sha256 } from '../../../src/base/digest.js';
import { acceptComment } from '../../../src/commands/accept.js';
import type { Trigger } from '../../../src/run/trigger.js';
import { createHub, eventOf, type Hub, PLAN, portsOf } from '../fake-github.js';
import { accepted, answer, approvedBy, HASH, planned, RUN, reviewed, say } from './planned-hub.js';

describe('approve', () => {
  test.each(['/pitboss approve', `/pitboss approve ${HASH.slice(0, 7)}`, `/pitboss approve ${HASH}`])(
    '%j binds the text, the commit and the person',
    async (text) => {
      const hub = reviewed();
      await say(hub, text);
      expect(accepted(hub)).toMatchObject([{ verb: 'approve', run_id: RUN, approval: approvedBy('base-sha') }]);
    },
  );

  test.each([
    ['another text', '/pitboss approve 0123456789ab', reviewed(), /it changed after you read it/],
    [
      'a draft that came after the command',
      '/pitboss approve',
      reviewed({}, { drafted_at: '2026-01-02T03:00:01Z' }),
      /was written after your command/,
    ],
    [
      'a base that moved',
      `/pitboss approve ${HASH}`,
      reviewed({ base: { ref: 'main', sha: 'old' } }),
      /written on `old`, and `main` is at `base-sha` now.*\/pitboss approve [0-9a-f]{12} base-sha/,
    ],
    ['another commit', `/pitboss approve ${HASH} abcdef0`, reviewed(), /is at `base-sha` now, not at `abcdef0`/],
    ['a run without a draft', '/pitboss approve', planned({ step: 'answers', questions: ['?'] }), /has no draft yet/],
  ])('of %s is refused, and says what to write', async (_, text, hub, words) => {
    await say(hub, text);
    expect([accepted(hub), answer(hub)]).toEqual([[], expect.stringMatching(words)]);
  });

  test('of a plan that is approved already counts for the commit of now', async () => {
    const hub = reviewed({ status: 'finished', approval: approvedBy('old') }, { step: 'done' });
    await say(hub, '/pitboss approve');
    expect(accepted(hub)).toMatchObject([{ approval: approvedBy('base-sha') }]);
    expect(answer(hub)).toContain('Approved for `base-sha`');
    await say(hub, '/pitboss play', 101);
    expect(accepted(hub).at(-1)).toMatchObject({ verb: 'play', approval: approvedBy('base-sha') });
  });
});

describe('play', () => {
  const done = (base: string) => reviewed({ status: 'finished', approval: approvedBy(base) }, { step: 'done' });
  const played = (hub: Hub): Trigger | undefined => accepted(hub).find(({ verb }) => verb === 'play');

  test('carries the approved draft out, copied by its hash', async () => {
    const hub = done('base-sha');
    await say(hub, '/pitboss play');
    expect(played(hub)).toMatchObject({
      plan: { source: 'draft', path: RUN, text: PLAN, sha256: HASH },
      approval: approvedBy('base-sha'),
      base: { sha: 'base-sha' },
    });
  });

  test('may stand below the approval in one comment, and starts at once', async () => {
    const hub = reviewed();
    await say(hub, '/pitboss approve\n/pitboss play');
    expect(played(hub)).toMatchObject({ plan: { source: 'draft' }, approval: approvedBy('base-sha') });
    expect(hub.dispatches).toHaveLength(2);
  });

  test.each([
    ['a draft that nobody approved', () => reviewed(), /no draft of it is approved/],
    [
      'questions that nobody answered',
      () => planned({ step: 'answers', questions: ['?'] }),
      /no draft of it is approved/,
    ],
    [
      'an approval for another commit',
      () => done('old'),
      /approved for `old`.*\/pitboss approve [0-9a-f]{12} base-sha/,
    ],
    [
      'an approval of another text',
      () => reviewed({ status: 'finished', approval: { ...approvedBy('base-sha'), plan_sha256: sha256('other') } }),
      /no draft of it is approved/,
    ],
    [
      'a file on the ledger that is another one',
      () => {
        const hub = done('base-sha');
        hub.files.set(`runs/${RUN}/plan.md`, `${PLAN}# Phase 02: Rob\n`);
        return hub;
      },
      /is not the plan that was approved/,
    ],
  ])('starts nothing on %s', async (_, make, words) => {
    const hub = make();
    await say(hub, '/pitboss play');
    expect([played(hub), answer(hub)]).toEqual([undefined, expect.stringMatching(words)]);
  });

  test('does not miss a draft whose run the ledger has forgotten', async () => {
    const hub = createHub();
    await say(hub, '/pitboss plan x', 90);
    const [plan] = accepted(hub);
    const ports = portsOf(hub);
    const entry = { status: 'finished', ended_at: '2026-01-02T03:00:00Z', issue: 3 } as const;
    const pruned = { schema: 1, runs: { [plan?.run_id ?? '']: entry }, spent_usd_by_issue: {} } as const;
    const inbox = () => ({
      ...ports.inbox(''),
      read: async () => ({ ...(await ports.inbox('').read()), pruned }),
    });
    await acceptComment(eventOf(hub, '/pitboss play'), { ...ports, inbox });
    expect(played(hub)).toMatchObject({ plan: { source: 'issue' } });
  });

  test('with --plan, or when the planning was folded, takes what it takes without a draft', async () => {
    const named = reviewed();
    named.files.set('docs/plan.md', PLAN);
    await say(named, '/pitboss play --plan docs/plan.md');
    expect(played(named)).toMatchObject({ plan: { source: 'command' } });
    const folded = reviewed({ status: 'folded' });
    folded.issue = { ...folded.issue, body: PLAN };
    await say(folded, '/pitboss play');
    expect(played(folded)).toMatchObject({ plan: { source: 'issue' } });
  });
});
