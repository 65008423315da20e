import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { carriedOut, shellAgent } from './support.js';

/** Fails as often as the file `../left` has lines. */
const FLAKY =
  'test -s ../left && { sed -i 1d ../left; echo "FAILED a.py::t"; echo "1 failed in 0.01s"; exit 1; } || exit 0';
const fails = (times: number) => `echo done > 01.txt; ${'echo x >> ../left;'.repeat(times)} touch ../left`;
const reruns = (count: number) => (config: Config) => ({
  ...config,
  tests: { ...config.tests, command: FLAKY, rerun_failed: count },
});

describe('failing tests', () => {
  test('are run again before a fixer is paid, and pass as flaky', async () => {
    const done = await carriedOut({ agent: shellAgent({ implementer: fails(1) }), config: reruns(1) });
    expect(done.result).toMatchObject({
      kind: 'tree',
      progress: {
        dispatches: 1,
        fix: 0,
        tests: {
          passed: true,
          flaky: [],
          summary: 'tests: passed (0 lines captured); flaky: failed at first, passed at run 2',
        },
      },
    });
    expect(done.told.filter((event) => event.kind === 'tests_started')).toEqual([
      { kind: 'tests_started', label: 'tests' },
      { kind: 'tests_started', label: 'tests', of: 'rerun' },
    ]);
  });

  test('name what was flaky where their output does', async () => {
    const config = (before: Config) => ({ ...before, tests: { ...before.tests, command: `${FLAKY} # pytest` } });
    const done = await carriedOut({ agent: shellAgent({ implementer: fails(1) }), config });
    expect(done.result.progress.tests?.flaky).toEqual([]);
    const named = await carriedOut({
      agent: shellAgent({ implementer: fails(1) }),
      tree: { pytest: FLAKY },
      config: (before) => ({ ...before, tests: { ...before.tests, command: ['sh', './pytest'] } }),
    });
    expect(named.result.progress.tests?.flaky).toEqual(['a.py::t']);
  });

  test('stay marked as flaky when later tests of the unit pass at once, as after an audit', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: fails(1), auditor: 'true' }),
      config: (config) => ({ ...reruns(1)(config), audit: { ...config.audit, enabled: true } }),
      tree: {},
    });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { tests: { passed: true, flaky: [] } } });
    expect(done.kinds('tests_started').length).toBeGreaterThanOrEqual(2);
  });

  test('go to the fixer when they fail again', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: fails(2), fixer: 'echo fixed > 01.txt' }),
      config: reruns(1),
    });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { fix: 1, dispatches: 2 } });
    expect(done.result.progress.tests?.flaky).toBeUndefined();
  });

  test.each([
    [0, 1, 1],
    [2, 2, 0],
  ])('are run again %d times, as configured', async (count, failures, fixes) => {
    const agent = shellAgent({ implementer: fails(failures), fixer: 'echo fixed > 01.txt' });
    const done = await carriedOut({ agent, config: reruns(count) });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { fix: fixes } });
  });

  test('are not run again when they did not end in time', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: 'echo done > 01.txt' }),
      config: (config) => ({
        ...config,
        tests: { ...config.tests, command: 'sleep 60', timeout: 0.1, rerun_failed: 3 },
      }),
    });
    expect(done.result).toMatchObject({ halt: { code: 'tests_unusable' } });
    expect(done.kinds('tests_started')).toHaveLength(1);
  });
});
