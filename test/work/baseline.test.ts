import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import type { Baseline } from '../../src/run/tests/baseline.js';
import type { KnownBase } from '../../src/work/unit.js';
import { carriedOut, type Job, shellAgent } from './support.js';

/** A stand-in for pytest: prints the file `results`, whose last line is its summary, and fails when it counts failures. */
const PYTEST = `cat results; ! grep -q ' failed' results`;
const RUNS = `sh pytest-stand-in`;
const RED = 'FAILED a.py::old - x\n1 failed, 2 passed in 0.01s\n';
const MORE = 'FAILED a.py::new - x\nFAILED a.py::old - x\n2 failed, 1 passed in 0.01s\n';
const GREEN = '3 passed in 0.01s\n';
const TREE = { 'pytest-stand-in': PYTEST, 'pytest.ini': '', results: RED };
const NEW: KnownBase = { baseline: null, failing: [], untouched: true };

const writes = (results: string) => `echo done > 01.txt; printf '${results.replaceAll('\n', '\\n')}' > results`;
const tests = (change: Partial<Config['tests']>) => (config: Config) => ({
  ...config,
  tests: { ...config.tests, command: RUNS, rerun_failed: 0, ...change },
});

/** One unit on a base whose tests print these results. */
function unit(job: Omit<Job, 'agent'> & { implementer?: string; fixer?: string; tests?: Partial<Config['tests']> }) {
  const { implementer = writes(RED), fixer, tests: change, ...rest } = job;
  const agent = shellAgent(fixer === undefined ? { implementer } : { implementer, fixer });
  return carriedOut({ agent, base: NEW, tree: TREE, config: tests(change ?? {}), ...rest });
}

describe('a base whose tests fail', () => {
  test('has its failures recorded before any agent works, and told', async () => {
    const { result, told, kinds } = await unit({});
    const baseline: Baseline = {
      label: 'tests',
      verdict: 'known',
      failures: ['a.py::old'],
      ran: 3,
      seconds: 0,
    };
    expect(result).toMatchObject({
      kind: 'tree',
      progress: { baseline: { ...baseline, seconds: expect.any(Number) }, dispatches: 1 },
    });
    expect(kinds('baseline', 'dispatch_started')).toEqual(['baseline', 'dispatch_started']);
    expect(told.find((event) => event.kind === 'tests_started')).toMatchObject({ of: 'base' });
  });

  test('does not charge a fixer with them', async () => {
    const { result } = await unit({});
    expect(result).toMatchObject({
      kind: 'tree',
      progress: {
        fix: 0,
        dispatches: 1,
        tests: {
          passed: true,
          known: ['a.py::old'],
          summary: 'tests: passed, but for 1 test that failed before this run began',
        },
      },
    });
  });

  test('charges one with what is new, and says which is not', async () => {
    const done = await unit({ implementer: writes(MORE), fixer: `cat > prompt; ${writes(RED)}` });
    expect(done.result).toMatchObject({
      kind: 'tree',
      progress: { fix: 1, dispatches: 2, tests: { known: ['a.py::old'] } },
    });
    expect(done.read('prompt')).toMatch(/failed before this plan was begun[\s\S]*\na\.py::old\n/);
  });

  test.each([
    ['fewer tests than before', 'FAILED a.py::old - x\n1 failed, 1 passed in 0.01s\n'],
    ['output that was cut short', 'FAILED a.py::old - x\n 1 failed'],
  ])('does not excuse %s', async (_, results) => {
    const { result } = await unit({ implementer: writes(results), fixer: writes(GREEN) });
    expect(result).toMatchObject({ kind: 'tree', progress: { fix: 1 } });
  });

  test('is looked at once in a run; later units know it from the record', async () => {
    const baseline: Baseline = { label: 'tests', verdict: 'known', failures: ['a.py::old'], ran: 3, seconds: 1 };
    const base = { baseline, failing: ['a.py::old'], untouched: true };
    const done = await unit({ base });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 1, tests: { known: ['a.py::old'] } } });
    expect(done.kinds('baseline')).toEqual([]);
  });

  test('is not looked at once something has landed', async () => {
    const done = await unit({ base: { ...NEW, untouched: false }, implementer: writes(GREEN) });
    expect(done.kinds('tests_started')).toEqual(['tests_started']);
  });

  test('is not looked at where the configuration says so; then every phase must be green', async () => {
    const done = await unit({ tests: { baseline: 'ignore' }, fixer: writes(GREEN) });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { fix: 1 } });
    expect(done.kinds('baseline')).toEqual([]);
  });

  test('halts where the configuration says so, and costs nothing', async () => {
    const { result } = await unit({ tests: { baseline: 'halt' } });
    expect(result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'baseline_red', why: expect.stringContaining('`a.py::old`') },
      progress: { stage: 'setup', dispatches: 0 },
    });
  });

  test('excuses only what fails every time', async () => {
    const flaky = 'test -e ../once && cat results || { touch ../once; cat more; }; exit 1';
    const tree = { ...TREE, 'pytest-stand-in': flaky, more: MORE };
    const { result } = await unit({ tree, tests: { rerun_failed: 1 } });
    expect(result.progress.baseline).toMatchObject({ failures: ['a.py::old'] });
  });
});

describe('a base whose failures have no names', () => {
  const tree = { ...TREE, 'pytest-stand-in': 'echo jest: not found >&2; exit 127' };

  test('halts while nothing has been spent', async () => {
    const { result } = await unit({ tree });
    expect(result).toMatchObject({
      kind: 'refusal',
      halt: {
        code: 'baseline_red',
        why: expect.stringContaining('jest: not found'),
        fix: expect.stringContaining('tests.setup'),
      },
      progress: { dispatches: 0, usage: {} },
    });
    expect(result.progress.baseline).toBeUndefined();
  });

  test('is no reason to halt where the project is yet to be begun, but excuses nothing', async () => {
    const { 'pytest.ini': _, ...begun } = tree;
    const done = await unit({ tree: begun, implementer: `echo done > 01.txt`, fixer: 'echo exit 0 > pytest-stand-in' });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { baseline: { verdict: 'unclear' }, fix: 1 } });
  });

  test('because there are no tests yet is as good as green', async () => {
    const { result } = await unit({ tree: { ...TREE, 'pytest-stand-in': 'echo no tests ran in 0.01s; exit 5' } });
    expect(result.progress.baseline).toMatchObject({ verdict: 'empty' });
  });

  test('because its own test program is yet to be written is as good as green', async () => {
    const { result } = await unit({
      tests: { command: ['./run-tests'] },
      implementer: "echo done > 01.txt; printf '#!/bin/sh\\n' > run-tests; chmod +x run-tests",
    });
    expect(result).toMatchObject({
      kind: 'tree',
      progress: { baseline: { verdict: 'empty' }, tests: { passed: true } },
    });
  });

  test.each([
    ['a program that is not installed', { command: ['no-such-program'] }, /not found/],
    ['tests that do not end', { command: 'sleep 60', timeout: 0.2 }, /timed out/],
  ])('because of %s halts', async (_, change, why) => {
    const { result } = await unit({ tests: change });
    expect(result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'tests_unusable', why: expect.stringMatching(why) },
      progress: { dispatches: 0 },
    });
  });
});

test('an interruption while the base is tested spends nothing', async () => {
  const abort = new AbortController();
  const { result } = await unit({
    tests: { command: 'sleep 60' },
    ports: {
      signal: abort.signal,
      tell: (event) => (event.kind === 'tests_started' ? abort.abort('deadline') : undefined),
    },
  });
  expect(result).toMatchObject({ kind: 'interruption', reason: 'deadline', progress: { dispatches: 0 } });
});

test('what set-up and tests left behind before the first agent is noted, so that it is nobody’s work', async () => {
  let noted = 0;
  const note = async () => {
    noted += 1;
    return null;
  };
  await unit({ ports: { noteTree: note } });
  await unit({ ports: { noteTree: note }, tests: { baseline: 'ignore', setup: 'true' }, implementer: writes(GREEN) });
  expect(noted).toBe(2);
});
