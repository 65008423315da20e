import { describe, expect, test } from '@jest/globals';
import { shellAgent } from '../support.js';
import { endedSession, KEPT, session, verifying } from './support.js';

const WORKS = 'echo done > changed; echo "mended one" > "$PITBOSS_SUMMARY_FILE"';

describe('the time of a session', () => {
  test('is up: the agent is stopped, the session a timeout, and all that was set aside counts as spent', async () => {
    const done = await endedSession({
      agent: shellAgent({ implementer: `${WORKS}; sleep 60` }),
      session: { max_seconds: 0.5 },
    });
    expect(done.outcome).toMatchObject({
      status: 'timeout',
      code: 'agent_timeout',
      summary: 'the agent was stopped at max_session_seconds (0.5s)\n\nmended one',
    });
    expect(done.result.progress).toMatchObject({ dispatches: 1, unsettledUsd: 5 });
  });

  test('is never longer than that of a dispatch', async () => {
    const done = await endedSession({
      agent: shellAgent({ implementer: 'sleep 60' }),
      config: (config) => ({ ...config, limits: { ...config.limits, dispatch_minutes: 0.005 } }),
    });
    expect(done.outcome).toMatchObject({
      status: 'timeout',
      summary: 'the agent was stopped at limits.dispatch_minutes (0.005)',
    });
  });
});

describe('the cost of a session', () => {
  test('counts what its agent used', async () => {
    const done = await endedSession({ agent: shellAgent({ implementer: WORKS }), session: { max_usd: 0.5 } });
    expect(done.outcome.status).toBe('ok');
    expect(done.result.progress.usage.implementer?.usd).toBe(0.5);
  });

  test('above its cap makes an error of a session that did its work', async () => {
    const done = await endedSession({ agent: shellAgent({ implementer: WORKS }), session: { max_usd: 0.4 } });
    expect(done.outcome).toMatchObject({
      status: 'error',
      code: 'session_cost',
      summary: 'max_session_cost_usd exceeded: $0.5000 > $0.4000\n\nmended one',
    });
  });

  test('bounds what each dispatch is given, what earlier shifts spent included', async () => {
    const given: (number | null)[] = [];
    const agent = shellAgent({ implementer: WORKS });
    await endedSession({
      agent: {
        ...agent,
        prepare: (request) => {
          given.push(request.maxUsd);
          return agent.prepare(request);
        },
      },
      session: { max_usd: 3 },
      order: { ...KEPT, stage: 'implement', settled_usd: 1 },
    });
    expect(given).toEqual([2]);
  });

  test('counts a first try that could not be merged: where that used all of it, no agent starts', async () => {
    const first = { usd: 0.5, input: 0, cached_input: 0, cache_write: 0, output: 0, dispatches: 1, seconds: 1 };
    const done = await endedSession({
      agent: shellAgent({ implementer: WORKS }),
      session: { max_usd: 0.5, again: true },
      order: { used: { implementer: first } },
    });
    expect(done.outcome).toMatchObject({ status: 'error', code: 'budget_exceeded' });
    expect(done.result.progress.dispatches).toBe(0);
  });

  test('that is used up starts no fixer', async () => {
    const done = await endedSession({
      agent: shellAgent({ implementer: WORKS, fixer: 'echo fixed > changed' }),
      prompt: verifying(),
      config: (config) => ({ ...config, tests: { ...config.tests, command: 'test ! -e changed', rerun_failed: 0 } }),
      session: { max_usd: 0.5 },
    });
    expect(done.outcome).toMatchObject({
      status: 'error',
      code: 'budget_exceeded',
      summary: expect.stringMatching(/max_session_cost_usd reached: \$0\.5000 >= \$0\.5000/),
    });
    expect(done.result.progress.dispatches).toBe(1);
  });

  test('of one dispatch at its limit is a matter of the session alone', async () => {
    const done = await endedSession({ agent: stopsAtItsMoney(), session: { max_usd: 2 } });
    expect(done.outcome).toMatchObject({
      status: 'error',
      code: 'budget_exceeded',
      summary: expect.stringMatching(/one dispatch used up its limit.*\(\$0\.5000 of max_session_cost_usd \$2\.0000\)/),
    });
  });

  test('that uses up the money of the run halts the run', async () => {
    const used = { cap: 'run', text: 'all is spent', key: 'budgets.max_total_usd' } as const;
    const done = await session({
      agent: stopsAtItsMoney(),
      ports: { barred: ({ dispatches }) => (dispatches > 0 ? used : null) },
    });
    expect(done.result).toMatchObject({ kind: 'refusal', halt: { code: 'budget_exceeded' } });
  });
});

function stopsAtItsMoney() {
  const end = `echo '{"type":"usage","input":100,"output":10,"usd":0.5}'; echo '{"type":"result","ok":false,"message":"out of money","reason":"budget"}'`;
  return shellAgent({ implementer: WORKS }, end);
}
