import { describe, expect, test } from '@jest/globals';
import type { Metric } from '../../../src/grind/prompt.js';
import { improved } from '../../../src/work/grind/metric/improved.js';
import { shellAgent } from '../support.js';
import { endedSession, type SessionJob } from './support.js';

const METRIC: Metric = { command: 'cat number', goal: 'min', min_improvement: 0 };

/** A session that begins at 10 and whose agent leaves this number. */
function measured(after: string, metric: Partial<Metric> = {}, job: Partial<SessionJob> = {}) {
  return endedSession({
    agent: shellAgent({
      implementer: `printf '${after}' > number; echo > changed; echo "faster" > "$PITBOSS_SUMMARY_FILE"`,
    }),
    tree: { number: 'warming up\n10\n\n' },
    prompt: { metric: { ...METRIC, ...metric } },
    ...job,
  });
}

describe('a metric', () => {
  test('that became better keeps the session, with both numbers', async () => {
    const done = await measured('9.5\\n');
    expect(done.outcome).toMatchObject({
      status: 'ok',
      summary: 'faster',
      metric: { goal: 'min', before: 10, after: 9.5, kept: true },
    });
  });

  test('that did not discards it, and says so', async () => {
    const done = await measured('10\\n');
    expect(done.outcome).toMatchObject({
      status: 'discarded',
      code: null,
      summary: 'metric not improved: 10 before, 10 after; it must fall (goal min)\n\nfaster',
      metric: { before: 10, after: 10, kept: false },
    });
  });

  test.each([
    ['min', 0, 10, 9, true],
    ['min', 1, 10, 9, false],
    ['min', 1, 10, 8.9, true],
    ['max', 0, 10, 10, false],
    ['max', 0, 10, 10.1, true],
    ['max', 0, 10, 9, false],
  ] as const)(
    'with goal %s and least improvement %d: from %d to %d is better: %s',
    (goal, least, before, after, is) => {
      expect(improved({ ...METRIC, goal, min_improvement: least }, before, after)).toBe(is);
    },
  );

  test.each([
    ['fails', 'exit 3', /exited with code 3/],
    ['prints no number', 'echo fast', /printed `fast`/],
    ['prints nothing', 'true', /printed nothing/],
    ['prints what is no finite number', 'echo 1e999', /printed `1e999`/],
    ['prints more than a number', 'echo 3 ms', /printed `3 ms`/],
  ])('that %s before the agent costs nothing', async (_, command, why) => {
    const done = await measured('9\\n', { command });
    expect(done.outcome).toMatchObject({
      status: 'error',
      code: 'metric_unusable',
      summary: expect.stringMatching(why),
      metric: null,
    });
    expect(done.result.progress.dispatches).toBe(0);
  });

  test('that cannot be read after the agent is an error', async () => {
    const done = await measured('broken\\n');
    expect(done.outcome).toMatchObject({
      status: 'error',
      code: 'metric_unusable',
      metric: { before: 10, after: null, kept: false },
    });
  });

  test('is not measured again where nothing changed', async () => {
    const done = await measured('', {}, { agent: shellAgent({ implementer: 'true' }) });
    expect(done.outcome).toMatchObject({
      status: 'ok',
      changed: false,
      metric: { before: 10, after: null, kept: false },
    });
  });

  test('is measured after the tree was read that lands, which is read once', async () => {
    const order: string[] = [];
    await measured(
      '9\\n',
      {},
      {
        facts: { hooks: { post_session: 'true' } },
        ports: {
          sealTree: async () => void order.push('sealed'),
          tell: ({ kind }) => (kind === 'hook_ran' ? order.push('hook') : undefined),
        },
      },
    );
    expect(order).toEqual(['sealed', 'hook']);
  });

  test('may be a list, and knows no key', async () => {
    const done = await measured('9\\n', { command: ['sh', '-c', 'env > ../env; cat number'] });
    expect(done.outcome.status).toBe('ok');
    expect(done.read('../env')).not.toMatch(/PITBOSS_SUMMARY_FILE/);
  });

  test('of a session that begins anew is measured anew', async () => {
    const done = await measured('9\\n', {}, { order: { stage: 'test' }, session: { metric_before: 8 } });
    expect(done.outcome.metric).toMatchObject({ before: 10, after: 9 });
  });

  test('of a session that goes on is the one of its beginning', async () => {
    const done = await measured(
      '12\\n',
      { goal: 'max' },
      {
        order: { stage: 'test', wip_sha: 'f'.repeat(40) },
        session: { metric_before: 11 },
        tree: { number: '12\n', changed: '' },
      },
    );
    expect(done.outcome.metric).toEqual({ goal: 'max', before: 11, after: 12, kept: true });
  });
});
