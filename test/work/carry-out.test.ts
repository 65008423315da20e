import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { DEFERRED_PATH, PLAN_PATH } from '../../src/run/document-paths.js';
import { carriedOut, PLAN_TEXT, shellAgent, testCommand } from './support.js';

const IMPLEMENTS = 'echo done > 01.txt';
/** Tests that pass once `01.txt` says `fixed`. */
const NEEDS_FIX = testCommand('grep fixed 01.txt || { echo "not fixed yet"; exit 1; }');
const retries = (attempts: number) => (config: Config) => ({ ...config, retries: { fixer_max_attempts: attempts } });
const both =
  (...changes: ((config: Config) => Config)[]) =>
  (config: Config) =>
    changes.reduce((current, change) => change(current), config);

describe('a phase that goes well', () => {
  test('is implemented, tested and handed over with its usage', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS }),
      config: testCommand('cat 01.txt'),
    });
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

  test.each([
    [false, /^$/],
    [true, /^Caveman mode is on, intensity ultra/],
  ])('is told to be terse when that is switched on: %s', async (enabled, words) => {
    const agent = shellAgent({ implementer: IMPLEMENTS });
    const prompts: string[] = [];
    const watched = {
      ...agent,
      prepare: (request: Parameters<typeof agent.prepare>[0]) => {
        prompts.push(request.systemPrompt);
        return agent.prepare(request);
      },
    };
    await carriedOut({ agent: watched, config: (config) => ({ ...config, caveman: { enabled, intensity: 'ultra' } }) });
    expect(prompts).toEqual([expect.stringMatching(words)]);
  });

  test('is done without the files that its agent would obey; the tests see them again', async () => {
    const agent = { ...shellAgent({ implementer: 'ls -A > 01.txt' }), hidden: ['.agent.conf'] };
    const tree = { '.agent.conf': 'code to run', 'a.txt': 'one' };
    const done = await carriedOut({ agent, tree, config: testCommand('cat .agent.conf') });
    expect(done.read('01.txt').split('\n').filter(Boolean).sort()).toEqual(['.pitboss', '01.txt', 'a.txt']);
    expect(done.result).toMatchObject({ kind: 'tree', progress: { tests: { passed: true } } });
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
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS }),
      config: both(NEEDS_FIX, retries(0)),
    });
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
    expect(done.kinds('turn_short')).toEqual(['turn_short']);
  });

  test('the first time may do the work the second time', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: 'test -e ../once && echo x > 01.txt; echo > ../once' }),
    });
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
    const done = await carriedOut({
      agent: shellAgent({ implementer: `${IMPLEMENTS}; rm ${DEFERRED_PATH}` }),
      deferred: good,
    });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { deferred: '' } });
  });
});
