import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { DEFERRED_PATH, PLAN_PATH } from '../../src/run/document-paths.js';
import { carriedOut, PLAN_TEXT, shellAgent, testCommand } from './support.js';

const IMPLEMENTS = 'echo done > 01.txt';
/** Tests that pass once `01.txt` says `fixed`. */
const NEEDS_FIX = testCommand('grep fixed 01.txt || { echo "not fixed yet"; exit 1; }');
const retries = (attempts: number) => (config: Config) => ({ ...config, retries: { fixer_max_attempts: attempts } });
const both = (...changes: ((config: Config) => Config)[]) => (config: Config) =>
  changes.reduce((current, change) => change(current), config);

describe('a phase that goes well', () => {
  test('is implemented, tested and handed over with its usage', async () => {
    const done = await carriedOut({ agent: shellAgent({ implementer: IMPLEMENTS }), config: testCommand('cat 01.txt') });
    expect(done.result).toMatchObject({
      kind: 'tree',
      progress: {
        stage: 'test',
        fix: 0,
        dispatches: 1,
        usage: { implementer: { input: 100, output: 10, usd: 0.5, dispatches: 1 } },
        tests: { passed: true },
      },
    });
    expect(done.read('01.txt')).toBe('done\n');
    expect(done.saves.map(([progress, required]) => [progress.stage, required])).toEqual([['test', false]]);
  });

  test('finds both documents in its tree, and its prompt on standard input', async () => {
    const agent = shellAgent({ implementer: `cat > prompt; cat ${PLAN_PATH} ${DEFERRED_PATH} > 01.txt` });
    const deferred = '## Deferred items\n\n- [ ] tidy up\n';
    const done = await carriedOut({ agent, deferred });
    expect(done.read('01.txt')).toBe(`${PLAN_TEXT}${deferred}`);
    expect(done.read('prompt')).toMatch(/^Pitboss dispatch: role=implementer unit=phase\/01 attempt=1\n/);
  });

  test('without a test command says so', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS }),
      config: (config) => ({ ...config, tests: { ...config.tests, command: undefined } }),
    });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { tests: { label: null, passed: true } } });
    expect(done.kinds('tests_skipped')).toEqual(['tests_skipped']);
  });

  test('prices what the agent does not price itself', async () => {
    const end = `echo '{"type":"usage","input":1000000,"output":0}'; echo '{"type":"result","ok":true}'`;
    const price = { input_per_million_usd: 3, output_per_million_usd: 15 };
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS }, end),
      config: (config) => ({ ...config, budgets: { ...config.budgets, pricing: { 'some-model': price } } }),
    });
    expect(done.result.progress.usage.implementer?.usd).toBe(3);
  });
});

describe('tests that fail', () => {
  test('are fixed: the fixer sees their output, then they pass', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS, fixer: 'cat > prompt; echo fixed > 01.txt' }),
      config: NEEDS_FIX,
    });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { fix: 1, dispatches: 2, tests: { passed: true } } });
    expect(done.read('prompt')).toMatch(/^Pitboss dispatch: role=fixer unit=phase\/01 attempt=1\n[\s\S]*not fixed yet/);
    expect(done.saves.map(([progress, required]) => [progress.stage, progress.fix, required])).toEqual([
      ['test', 0, false],
      ['fix', 0, true],
      ['test', 1, false],
    ]);
  });

  test('after the last attempt halt the run with their output', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS, fixer: 'echo try >> 01.txt' }),
      config: both(NEEDS_FIX, retries(2)),
    });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'tests_failed', why: expect.stringContaining('not fixed yet') },
      progress: { stage: 'fix', fix: 2, dispatches: 3 },
    });
    expect(done.read('01.txt')).toBe('done\ntry\ntry\n');
  });

  test('halt at once where no fixer is allowed', async () => {
    const done = await carriedOut({ agent: shellAgent({ implementer: IMPLEMENTS }), config: both(NEEDS_FIX, retries(0)) });
    expect(done.result).toMatchObject({ halt: { code: 'tests_failed' }, progress: { dispatches: 1, fix: 0 } });
  });

  test('and never end are stopped', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS }),
      config: (config) => ({ ...config, tests: { ...config.tests, command: 'sleep 60', timeout: 0.1 } }),
    });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'tests_unusable', why: expect.stringContaining('timed out') },
    });
  });

  test('because their program is missing are nothing that a fixer could mend', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS }),
      config: (config) => ({ ...config, tests: { ...config.tests, command: ['no-such-program'] } }),
    });
    expect(done.result).toMatchObject({
      halt: { code: 'tests_unusable', why: expect.stringContaining('no-such-program not found') },
      progress: { dispatches: 1 },
    });
  });
});

describe('an agent that changes nothing', () => {
  test('is asked twice, the second time told so; then the run halts', async () => {
    const done = await carriedOut({ agent: shellAgent({ implementer: 'cat >> ../prompts' }) });
    expect(done.result).toMatchObject({ kind: 'refusal', halt: { code: 'no_changes' }, progress: { dispatches: 2 } });
    const prompts = done.read('../prompts').split('Pitboss dispatch: ');
    expect(prompts[1]).not.toMatch(/without changing a single file/);
    expect(prompts[2]).toMatch(/^role=implementer unit=phase\/01 attempt=2\n[\s\S]*without changing a single file/);
    expect(done.kinds('nothing_changed')).toEqual(['nothing_changed']);
  });

  test('the first time may do the work the second time', async () => {
    const done = await carriedOut({ agent: shellAgent({ implementer: 'test -e ../once && echo x > 01.txt; echo > ../once' }) });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 2 } });
  });

  test('but deferred.md has done enough', async () => {
    const text = '## Deferred items\n\n- [ ] was done already; checked by hand\n';
    const agent = shellAgent({ implementer: `printf '${text.replaceAll('\n', '\\n')}' > ${DEFERRED_PATH}` });
    const done = await carriedOut({ agent });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 1, deferred: text } });
  });
});

describe('deferred.md', () => {
  const good = '## Deferred items\n\n- [ ] first\n- [ ] second\n';

  test('may be ticked', async () => {
    const agent = shellAgent({ implementer: `${IMPLEMENTS}; sed -i 's/\\[ \\] first/[x] first/' ${DEFERRED_PATH}` });
    const done = await carriedOut({ agent, deferred: good });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { deferred: good.replace('[ ] first', '[x] first') } });
  });

  test.each([
    ['that does not fit its grammar', `echo 'free prose' >> ${DEFERRED_PATH}`, /line \d+:/, `${good}free prose\n`],
    ['that became a link', `ln -sf /etc/passwd ${DEFERRED_PATH}`, /no longer a plain file/, ''],
    ['that became a folder', `rm ${DEFERRED_PATH}; mkdir ${DEFERRED_PATH}`, /no longer a plain file/, ''],
  ])('%s is put back, and what was written is kept', async (_, act, why, rejected) => {
    const done = await carriedOut({ agent: shellAgent({ implementer: `${IMPLEMENTS}; ${act}` }), deferred: good });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'deferred_invalid', why: expect.stringMatching(why) },
      rejectedDeferred: rejected,
      progress: { deferred: good },
    });
    expect(done.read(DEFERRED_PATH)).toBe(good);
  });

  test('that was deleted is an empty document', async () => {
    const done = await carriedOut({ agent: shellAgent({ implementer: `${IMPLEMENTS}; rm ${DEFERRED_PATH}` }), deferred: good });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { deferred: '' } });
  });
});

describe('an agent that fails', () => {
  const failing = (line: string) => shellAgent({ implementer: IMPLEMENTS }, `echo '${line}'`);

  test.each([
    ['although it exits 0', failing('{"type":"result","ok":false,"message":"gave up"}'), 'agent_failed', /gave up/],
    ['without a word at the end', failing('just text'), 'agent_failed', /without a result line/],
    ['for want of a key', failing('{"type":"result","ok":false,"message":"no key","reason":"authentication"}'), 'agent_authentication', /no key/],
    ['for want of quota', failing('{"type":"result","ok":false,"message":"later","reason":"quota"}'), 'agent_quota', /later/],
    ['with success in words and exit 3', shellAgent({}, 'echo \'{"type":"result","ok":true}\'; exit 3'), 'agent_failed', /exited with code/],
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
  test('that is used up starts no agent', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS }),
      ports: { exhausted: () => 'USD budget reached: $1.0000 >= cap $1.0000' },
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
      ports: { exhausted: (progress) => (progress.dispatches > 0 ? 'used up' : null) },
    });
    expect(done.result).toMatchObject({
      halt: { code: 'budget_exceeded' },
      progress: { stage: 'fix', dispatches: 1, usage: { implementer: { usd: 0.5 } } },
    });
  });
});

describe('an interruption', () => {
  test.each(['deadline', 'signal', 'fold', 'lease_lost'] as const)('by %s stops the agent and says why', async (reason) => {
    const abort = new AbortController();
    const { result } = await carriedOut({
      agent: shellAgent({ implementer: `${IMPLEMENTS}; echo '{"type":"text","text":"hello"}'; sleep 60` }),
      ports: {
        signal: abort.signal,
        tell: (event) => (event.kind === 'agent_text' ? abort.abort(reason) : undefined),
      },
    });
    expect(result).toMatchObject({ kind: 'interruption', reason, progress: { stage: 'implement', dispatches: 1 } });
  });

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
    expect(result).toMatchObject({ kind: 'interruption', reason: 'deadline', progress: { stage: 'test', tests: null } });
  });
});

describe('a unit that is resumed', () => {
  const tree = { '01.txt': 'kept\n' };

  test('at the tests starts no implementer', async () => {
    const done = await carriedOut({ agent: shellAgent({}), tree, order: { stage: 'test' } });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 0 } });
  });

  test('at the fixer runs the tests first, and goes on counting its attempts', async () => {
    const done = await carriedOut({
      agent: shellAgent({ fixer: 'cat > prompt; echo fixed > 01.txt' }),
      config: NEEDS_FIX,
      tree,
      order: { stage: 'fix', fix: 1, test_summary: 'old' },
    });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 1, fix: 2 } });
    expect(done.read('prompt')).toMatch(/role=fixer unit=phase\/01 attempt=2/);
  });

  test('with all its fixer attempts used halts without another', async () => {
    const done = await carriedOut({ agent: shellAgent({}), config: NEEDS_FIX, tree, order: { stage: 'fix', fix: 2 } });
    expect(done.result).toMatchObject({ halt: { code: 'tests_failed' }, progress: { dispatches: 0, fix: 2 } });
  });
});

describe('set-up', () => {
  const setup = (command: string) => (config: Config) => ({ ...config, tests: { ...config.tests, setup: command } });

  test('comes first, also when a unit is resumed', async () => {
    const done = await carriedOut({
      agent: shellAgent({}),
      tree: { '01.txt': '' },
      order: { stage: 'test' },
      config: both(testCommand('cat installed'), setup('echo yes > installed')),
    });
    expect(done.result.kind).toBe('tree');
    expect(done.kinds('setup_started', 'tests_started')).toEqual(['setup_started', 'tests_started']);
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
