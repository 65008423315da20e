import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { DEFERRED_PATH, PLAN_PATH } from '../../src/run/document-paths.js';
import { carriedOut, type Job, PLAN_TEXT, shellAgent, testCommand } from './support.js';

const IMPLEMENTS = 'echo done > 01.txt';
const FINDING = '## Deferred items\n\n- [ ] split the parser\n';
const DEFERS = `printf '${FINDING.replaceAll('\n', '\\n')}' > ${DEFERRED_PATH}`;
/** Red as soon as somebody wrote `broken`. */
const RED_IF_BROKEN = testCommand('echo ran >> ../tests; ! grep -rq broken *.txt');

const audited =
  (change: (config: Config) => Config = (same) => same, limit = 30) =>
  (config: Config): Config =>
    change({ ...config, audit: { enabled: true, small_fix_line_limit: limit } });

const phase = (auditor: string, job: Partial<Job> = {}) =>
  carriedOut({ agent: shellAgent({ implementer: IMPLEMENTS, auditor }), config: audited(RED_IF_BROKEN), ...job });

describe('a phase whose tests passed', () => {
  test('is audited, tested again and handed over with what the auditor fixed', async () => {
    const done = await phase('cat > ../prompt; echo fine > extra.txt');
    expect(done.result).toMatchObject({
      kind: 'tree',
      progress: {
        stage: 'retest',
        dispatches: 2,
        usage: { implementer: { dispatches: 1 }, auditor: { dispatches: 1, usd: 0.5 } },
        audit: { done: true, dispatches: 1, changed_lines: 1, small_fix_line_limit: 30, findings: [] },
      },
    });
    expect(done.read('extra.txt')).toBe('fine\n');
    expect(done.read('../tests')).toBe('ran\nran\n');
    expect(done.read('../prompt')).toMatch(
      /^Pitboss dispatch: role=auditor unit=phase\/01 attempt=1\n[\s\S]*\+01.txt: done/,
    );
  });

  test('is kept before the auditor is paid, and after it', async () => {
    const done = await phase('true');
    expect(done.saves.map(([progress, required]) => [progress.stage, required])).toEqual([
      ['test', false],
      ['audit', true],
      ['retest', false],
    ]);
  });

  test('is not audited where it could not be kept', async () => {
    const done = await phase('touch ../audited', { ports: { save: async (_, { required }) => !required } });
    expect(done.result).toMatchObject({ kind: 'interruption', reason: 'unsaved', progress: { stage: 'audit' } });
    expect(done.has('../audited')).toBe(false);
  });

  test('is not audited where that is switched off', async () => {
    const done = await phase('exit 9', { config: RED_IF_BROKEN });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 1 } });
    expect(done.kinds('audit_skipped', 'audit_ended')).toEqual([]);
  });

  test('is not audited when it left no diff, and that is said', async () => {
    const done = await phase('exit 9', { agent: shellAgent({ implementer: DEFERS, auditor: 'exit 9' }) });
    expect(done.result).toMatchObject({
      kind: 'tree',
      progress: { dispatches: 1, audit: { done: true, dispatches: 0 } },
    });
    expect(done.kinds('audit_skipped')).toEqual(['audit_skipped']);
  });

  test('goes to the auditor only after the fixer', async () => {
    const agent = shellAgent({ implementer: 'echo broken > 01.txt', fixer: IMPLEMENTS, auditor: 'cp 01.txt ../seen' });
    const done = await phase('', { agent });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 3, fix: 1 } });
    expect(done.read('../seen')).toBe('done\n');
  });
});

describe('what the auditor does', () => {
  test('is measured in the tree, whatever it says about it', async () => {
    const done = await phase('seq 40 > extra.txt; echo \'{"type":"text","text":"one line"}\'');
    expect(done.told).toContainEqual(
      expect.objectContaining({
        kind: 'audit_ended',
        beyond: true,
        report: expect.objectContaining({ changed_lines: 40 }),
      }),
    );
    expect(done.result.kind).toBe('tree');
  });

  test.each([
    [40, false],
    [39, true],
  ])('counts as a small fix up to the limit itself: 40 lines of %d', async (limit, beyond) => {
    const done = await phase('seq 40 > extra.txt', { config: audited(RED_IF_BROKEN, limit) });
    expect(done.told).toContainEqual(expect.objectContaining({ kind: 'audit_ended', beyond }));
  });

  test('put off is noted as its findings, and older items are not', async () => {
    const deferred = '## Deferred items\n\n- [ ] older\n';
    const done = await phase(`echo '- [ ] split the parser' >> ${DEFERRED_PATH}`, { deferred });
    expect(done.result.progress).toMatchObject({
      audit: { findings: ['split the parser'], changed_lines: 0 },
      deferred: `${deferred}- [ ] split the parser\n`,
    });
  });

  test('to the plan is undone and halts', async () => {
    const done = await phase(`echo >> ${PLAN_PATH}`);
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'plan_tampered' },
      progress: { stage: 'audit' },
    });
    expect(done.read(PLAN_PATH)).toBe(PLAN_TEXT);
  });

  test('to the form of deferred.md is undone and halts', async () => {
    const done = await phase(`echo prose > ${DEFERRED_PATH}`);
    expect(done.result).toMatchObject({
      halt: { code: 'deferred_invalid' },
      rejectedDeferred: 'prose\n',
      progress: { stage: 'audit', dispatches: 2, audit: { done: false, dispatches: 1 } },
    });
  });

  test('in vain, when its program fails, halts with its edits counted', async () => {
    const done = await phase('seq 3 > extra.txt; exit 3');
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'agent_failed' },
      progress: { stage: 'audit', audit: { done: false, changed_lines: 3 } },
    });
  });

  test('is not paid for once a cap is reached', async () => {
    const used = { cap: 'run', text: 'USD budget reached', key: 'budgets.max_total_usd' } as const;
    const barred = (progress: { dispatches: number }) => (progress.dispatches > 0 ? used : null);
    const done = await phase('touch ../audited', { ports: { barred } });
    expect(done.result).toMatchObject({
      halt: { code: 'budget_exceeded' },
      progress: { stage: 'audit', dispatches: 1 },
    });
    expect(done.has('../audited')).toBe(false);
  });

  test('that leaves a tree nobody can read halts', async () => {
    const error = 'a.txt is a pipe';
    const review = {
      look: async () => ({ ok: true, value: { tree: 't', diff: '+x' } }) as const,
      changedSince: async () => ({ ok: false, error }) as const,
    };
    const done = await phase('true', { ports: { review } });
    expect(done.result).toMatchObject({ halt: { code: 'unsafe_tree', why: expect.stringContaining(error) } });
  });
});

describe('tests that fail after the audit', () => {
  test('halt the run, and the fixer is not called', async () => {
    const agent = shellAgent({ implementer: IMPLEMENTS, auditor: 'echo broken > extra.txt', fixer: 'touch ../fixed' });
    const done = await phase('', { agent });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'tests_failed', what: expect.stringContaining('after') },
      progress: { dispatches: 2, stage: 'fix', fix: 0, audit: { done: true } },
    });
    expect(done.has('../fixed')).toBe(false);
  });
});

describe('a unit that goes on', () => {
  const wip_sha = 'f'.repeat(40);
  const audit = { done: true, dispatches: 1, changed_lines: 2, changed_binaries: 0, small_fix_line_limit: 30 };
  const goesOn = (order: Job['order'], roles: Parameters<typeof shellAgent>[0], tree = {}) =>
    carriedOut({
      agent: shellAgent({ implementer: 'exit 9', ...roles }),
      config: audited(RED_IF_BROKEN),
      order: { wip_sha, ...order },
      tree: { '01.txt': 'kept\n', ...tree },
    });

  test('in the audit is audited at once, as the second attempt, and all attempts are counted', async () => {
    const roles = { auditor: 'cat > ../prompt; echo more > extra.txt' };
    const done = await goesOn({ stage: 'audit', audit: { ...audit, done: false }, findings: ['first'] }, roles);
    expect(done.result).toMatchObject({
      kind: 'tree',
      progress: { dispatches: 1, audit: { done: true, dispatches: 2, changed_lines: 3, findings: ['first'] } },
    });
    expect(done.read('../tests')).toBe('ran\n');
    expect(done.read('../prompt')).toMatch(/^Pitboss dispatch: role=auditor unit=phase\/01 attempt=2\n/);
  });

  test('in the audit is tested first where audits were switched off meanwhile', async () => {
    const done = await carriedOut({
      agent: shellAgent({ fixer: 'echo mended > 01.txt' }),
      config: RED_IF_BROKEN,
      order: { stage: 'audit', wip_sha },
      tree: { '01.txt': 'broken\n' },
    });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { fix: 1, dispatches: 1 } });
  });

  test('in the retest is tested, and neither audited nor fixed', async () => {
    const done = await goesOn({ stage: 'retest', audit, findings: ['first'] }, {});
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 0, audit: { findings: ['first'] } } });
    expect(done.read('../tests')).toBe('ran\n');
  });

  test('after a failed retest is fixed, and not audited again', async () => {
    const fixer = 'echo mended > 01.txt';
    const done = await goesOn({ stage: 'fix', audit, findings: [] }, { fixer }, { '01.txt': 'broken\n' });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { fix: 1, dispatches: 1, audit } });
  });

  test('without its tree begins again and is audited again', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS, auditor: 'true' }),
      config: audited(RED_IF_BROKEN),
      order: { stage: 'audit', wip_sha: null },
    });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 2 } });
  });
});
