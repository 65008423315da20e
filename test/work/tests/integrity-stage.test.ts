import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../../src/config/config.js';
import type { ChangeSet } from '../../../src/integrity/change-set.js';
import type { Order } from '../../../src/run/record.js';
import { carriedOut, type Job, shellAgent } from '../support.js';

const TEST = "it('adds', () => {\n  expect(add(1, 2)).toBe(3);\n});\n";
const DELETED: ChangeSet = { files: [{ path: 'a.test.ts', before: TEST, after: null }], unread: [] };
const REASON = '- [x] test change a.test.ts: the function is not offered any more';

const protect =
  (mode: Config['protect']['weakened_tests']) =>
  (config: Config): Config => ({ ...config, protect: { ...config.protect, weakened_tests: mode } });

const noting = (line: string) =>
  shellAgent({
    implementer: `echo done > 01.txt; printf '## Deferred items\\n\\n%s\\n' '${line}' > .pitboss/play/deferred.md`,
  });

function job(fields: Partial<Job> = {}, changes = DELETED): Job {
  const { ports, ...rest } = fields;
  const agent = shellAgent({ implementer: 'echo done > 01.txt', fixer: 'cat > prompt.txt' });
  return { agent, ...rest, ports: { changedFiles: async () => changes, ...ports } };
}

describe('a test that is gone', () => {
  test('halts the unit when nobody wrote down why', async () => {
    const done = await carriedOut(job());
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: {
        code: 'tests_weakened',
        why: expect.stringContaining('a.test.ts:1 [deleted-test] test "adds" was deleted'),
      },
      progress: { stage: 'fix', weakened: [expect.stringContaining('a.test.ts:1')] },
    });
    expect(done.kinds('tests_ended', 'tests_weakened')).toEqual(['tests_ended', 'tests_weakened']);
  });

  test.each(['halt', 'explain', 'allow'] as const)(
    'is told of in the prompt as it will be judged: %s',
    async (mode) => {
      const agent = shellAgent({ implementer: 'cat > prompt.txt; echo done > 01.txt' });
      const done = await carriedOut(job({ agent, config: protect(mode) }, { files: [], unread: [] }));
      const said = done.read('prompt.txt');
      expect(said.includes('unless a reason is written down')).toBe(mode === 'explain');
      expect(said.includes('halt the run, whatever reason is given')).toBe(mode === 'halt');
      expect(said.includes('are shown to the people who judge your work; the run goes on')).toBe(mode === 'allow');
      expect(said.includes('- [x] test change')).toBe(mode !== 'halt');
    },
  );

  test.each([
    [0, 'No fixer follows, because retries.fixer_max_attempts is 0'],
    [1, 'Rebuy the run: a fixer is shown these places'],
  ])('promises a fixer only where there is one: %i', async (attempts, fix) => {
    const retries = (config: Config): Config => ({
      ...config,
      retries: { ...config.retries, fixer_max_attempts: attempts },
    });
    const done = await carriedOut(job({ config: retries }));
    expect(done.result).toMatchObject({ halt: { code: 'tests_weakened', fix: expect.stringContaining(fix) } });
  });

  test('does not halt it when the agent wrote down why, and the reason is kept', async () => {
    const done = await carriedOut(job({ agent: noting(REASON) }));
    expect(done.result).toMatchObject({
      kind: 'tree',
      progress: {
        weakened: [],
        testChanges: [{ unit: 'phase/01', path: 'a.test.ts', reason: 'the function is not offered any more' }],
      },
    });
  });

  test('halts it in any case where the configuration says so', async () => {
    const done = await carriedOut(job({ agent: noting(REASON), config: protect('halt') }));
    expect(done.result).toMatchObject({ kind: 'refusal', halt: { code: 'tests_weakened' } });
  });

  test('is only shown where the configuration says so', async () => {
    const done = await carriedOut(job({ config: protect('allow') }));
    expect(done.result).toMatchObject({
      kind: 'tree',
      progress: { testChanges: [{ path: 'a.test.ts', reason: null }] },
    });
    expect(done.kinds('tests_weakened')).toHaveLength(1);
  });

  test('is no reason to stop when the tested code is gone too', async () => {
    const code = { path: 'a.ts', before: 'export function add(a, b) { return a + b; }\n', after: null };
    const done = await carriedOut(job({}, { ...DELETED, files: [code, ...DELETED.files] }));
    expect(done.result).toMatchObject({ kind: 'tree', progress: { testChanges: [{ level: 'note' }] } });
  });
});

describe('the auditor', () => {
  const audits = (config: Config): Config => ({ ...config, audit: { ...config.audit, enabled: true } });
  const sees = 'cat > seen.txt';
  const job2 = (auditor: string, config: Job['config'] = audits) =>
    job({ agent: shellAgent({ implementer: 'echo done > 01.txt', auditor }), config });

  test('is shown what needs a reason, and can give it', async () => {
    const gives = `printf '## Deferred items\\n\\n%s\\n' '${REASON}' > .pitboss/play/deferred.md`;
    const done = await carriedOut(job2(`${sees}; ${gives}`));
    expect(done.read('seen.txt')).toContain('a.test.ts:1 [deleted-test] test "adds" was deleted');
    expect(done.result).toMatchObject({
      kind: 'tree',
      progress: { testChanges: [{ reason: 'the function is not offered any more' }] },
    });
  });

  test('who gives none does not save the unit', async () => {
    const done = await carriedOut(job2(sees));
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'tests_weakened' },
      progress: { stage: 'fix' },
    });
  });

  test('is not paid where no reason would help', async () => {
    const done = await carriedOut(job2(sees, (config) => protect('halt')(audits(config))));
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'tests_weakened' },
      progress: { dispatches: 1 },
    });
    expect(done.has('seen.txt')).toBe(false);
  });
});

test('a rebuy begins with a fixer who sees what was found, also where the tests pass', async () => {
  const order: Partial<Order> = {
    stage: 'fix',
    wip_sha: 'f'.repeat(40),
    weakened: ['a.test.ts:1 [deleted-test] gone'],
  };
  const done = await carriedOut(job({ order }, { files: [], unread: [] }));
  expect(done.result).toMatchObject({ kind: 'tree', progress: { fix: 1, weakened: [], testChanges: [] } });
  expect(done.read('prompt.txt')).toContain('a.test.ts:1 [deleted-test] gone');
  expect(done.read('prompt.txt')).not.toContain('Output of the failing tests');
});

test('a fixer is not invited to explain where no reason helps', async () => {
  const order: Partial<Order> = {
    stage: 'fix',
    wip_sha: 'f'.repeat(40),
    weakened: ['a.test.ts:1 [deleted-test] gone'],
  };
  const done = await carriedOut(job({ order, config: protect('halt') }, { files: [], unread: [] }));
  expect(done.read('prompt.txt')).toContain('no reason excuses what is left of them');
  expect(done.read('prompt.txt')).not.toContain('write the reason down');
});

test('what was not read is said; a test file that the change made unreadable needs a reason', async () => {
  const unread = [{ path: 'a.test.ts', why: 'is too large', hidden: true }];
  const done = await carriedOut(job({}, { files: [], unread }));
  expect(done.result).toMatchObject({ kind: 'refusal', halt: { code: 'tests_weakened' } });
  expect(done.told).toContainEqual({
    kind: 'warning',
    message: 'a.test.ts is too large; it was not searched for weakened tests',
  });
});
