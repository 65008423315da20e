import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { carriedOut, shellAgent, testCommand } from './support.js';

const IMPLEMENTS = 'echo done > 01.txt';
/** Tests that pass once `01.txt` says `fixed`. */
const NEEDS_FIX = testCommand('grep fixed 01.txt || { echo "not fixed yet"; exit 1; }');
const both =
  (...changes: ((config: Config) => Config)[]) =>
  (config: Config) =>
    changes.reduce((current, change) => change(current), config);

describe('an agent that fails', () => {
  const failing = (line: string) => shellAgent({ implementer: IMPLEMENTS }, `echo '${line}'`);

  test.each([
    ['although it exits 0', failing('{"type":"result","ok":false,"message":"gave up"}'), 'agent_failed', /gave up/],
    ['without a word at the end', failing('just text'), 'agent_drift', /without a result line/],
    [
      'for want of a key',
      failing('{"type":"result","ok":false,"message":"no key","reason":"authentication"}'),
      'agent_authentication',
      /no key/,
    ],
    [
      'with success in words and exit 3',
      shellAgent({}, 'echo \'{"type":"result","ok":true}\'; exit 3'),
      'agent_failed',
      /exited with code/,
    ],
  ])('%s', async (_, agent, code, why) => {
    const { result } = await carriedOut({ agent });
    expect(result).toMatchObject({ kind: 'refusal', halt: { code, why: expect.stringMatching(why) } });
    expect(result.progress).toMatchObject({ stage: 'implement', dispatches: 1 });
  });

  test('because it is not installed', async () => {
    const agent = shellAgent({});
    const missing: typeof agent = {
      ...agent,
      prepare: async (request) => ({ ...(await agent.prepare(request)), argv: ['no-such-agent'] }),
    };
    const { result } = await carriedOut({ agent: missing });
    expect(result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'agent_missing', why: expect.stringContaining('no-such-agent') },
    });
    expect(result.progress.usage.implementer?.usd).toBe(0);
  });

  test('to end is stopped, and all that was set aside counts as spent', async () => {
    const { result } = await carriedOut({
      agent: shellAgent({ implementer: 'sleep 60' }),
      config: (config) => ({ ...config, limits: { ...config.limits, dispatch_minutes: 0.002 } }),
    });
    expect(result).toMatchObject({ kind: 'refusal', halt: { code: 'agent_timeout' } });
    expect(result.progress).toMatchObject({ dispatches: 1, unsettledUsd: 5, usage: { implementer: { usd: 0 } } });
  });
});

describe('money', () => {
  const USED_UP = {
    cap: 'run',
    text: 'USD budget reached: $1.0000 >= cap $1.0000',
    key: 'budgets.max_total_usd',
  } as const;

  test('that is used up starts no agent', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS }),
      ports: { barred: () => USED_UP },
    });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'budget_exceeded', what: 'budget exceeded: USD budget reached: $1.0000 >= cap $1.0000' },
      progress: { dispatches: 0, usage: {} },
    });
    expect(done.has('01.txt')).toBe(false);
  });

  test('that the implementer used up starts no fixer', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS, fixer: 'echo fixed > 01.txt' }),
      config: NEEDS_FIX,
      ports: { barred: (progress) => (progress.dispatches > 0 ? USED_UP : null) },
    });
    expect(done.result).toMatchObject({
      halt: { code: 'budget_exceeded' },
      progress: { stage: 'fix', dispatches: 1, usage: { implementer: { usd: 0.5 } } },
    });
  });
});

describe('an interruption', () => {
  test.each(['deadline', 'signal', 'fold', 'lease_lost'] as const)(
    'by %s stops the agent and says why',
    async (reason) => {
      const abort = new AbortController();
      const { result } = await carriedOut({
        agent: shellAgent({ implementer: `${IMPLEMENTS}; echo '{"type":"text","text":"hello"}'; sleep 60` }),
        ports: {
          signal: abort.signal,
          tell: (event) => (event.kind === 'agent_text' ? abort.abort(reason) : undefined),
        },
      });
      expect(result).toMatchObject({ kind: 'interruption', reason, progress: { stage: 'implement', dispatches: 1 } });
    },
  );

  test('while the tests run is no failure of theirs', async () => {
    const abort = new AbortController();
    const { result } = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS }),
      config: testCommand('sleep 60'),
      ports: {
        signal: abort.signal,
        tell: (event) => (event.kind === 'tests_started' ? abort.abort('deadline') : undefined),
      },
    });
    expect(result).toMatchObject({
      kind: 'interruption',
      reason: 'deadline',
      progress: { stage: 'test', tests: null },
    });
  });
});

/** A unit can only be past its implementer when its tree was kept. */
const KEPT = { wip_sha: 'f'.repeat(40) } as const;

describe('a unit that is resumed', () => {
  const tree = { '01.txt': 'kept\n' };

  test('at the tests starts no implementer', async () => {
    const done = await carriedOut({ agent: shellAgent({}), tree, order: { ...KEPT, stage: 'test' } });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 0 } });
  });

  test('at the fixer runs the tests first, and goes on counting its attempts', async () => {
    const done = await carriedOut({
      agent: shellAgent({ fixer: 'cat > prompt; echo fixed > 01.txt' }),
      config: NEEDS_FIX,
      tree,
      order: { ...KEPT, stage: 'fix', fix: 1, test_summary: 'old' },
    });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 1, fix: 2 } });
    expect(done.read('prompt')).toMatch(/role=fixer unit=phase\/01 attempt=2/);
  });

  test('without a kept tree does the work again, whatever its stage says', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: 'echo done > 01.txt' }),
      order: { stage: 'test', wip_sha: null },
    });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 1 } });
  });

  test('with all its fixer attempts used halts without another', async () => {
    const order = { ...KEPT, stage: 'fix', fix: 2 } as const;
    const done = await carriedOut({ agent: shellAgent({}), config: NEEDS_FIX, tree, order });
    expect(done.result).toMatchObject({ halt: { code: 'tests_failed' }, progress: { dispatches: 0, fix: 2 } });
  });
});

describe('set-up', () => {
  const setup = (command: string) => (config: Config) => ({ ...config, tests: { ...config.tests, setup: command } });

  test('comes first, also when a unit is resumed', async () => {
    const done = await carriedOut({
      agent: shellAgent({}),
      tree: { '01.txt': '' },
      order: { ...KEPT, stage: 'test' },
      config: both(testCommand('cat installed'), setup('echo yes > installed')),
    });
    expect(done.result.kind).toBe('tree');
    expect(done.kinds('setup_started', 'tests_started')).toEqual(['setup_started', 'tests_started']);
  });

  test('may be a list, and has a time limit of its own', async () => {
    const slow = (config: Config): Config => ({
      ...config,
      tests: { ...config.tests, setup: ['sleep', '60'] },
      limits: { ...config.limits, setup_minutes: 0.002 },
    });
    const done = await carriedOut({ agent: shellAgent({}), config: slow });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'setup_failed', why: expect.stringContaining('timed out') },
      progress: { dispatches: 0 },
    });
  });

  test('that fails costs no agent', async () => {
    const done = await carriedOut({ agent: shellAgent({}), config: setup('echo no network; exit 7') });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'setup_failed', why: expect.stringMatching(/exit 7[\s\S]*no network/) },
      progress: { stage: 'setup', dispatches: 0 },
    });
  });
});
