import { describe, expect, test } from '@jest/globals';
import type { Result } from '../../src/base/result.js';
import { claim, finish, land, save } from '../../src/run/advance.js';
import { applyTrigger, ignoreTrigger } from '../../src/run/commands/apply-trigger.js';
import { halts } from '../../src/run/halts.js';
import { nextNonce } from '../../src/run/ids.js';
import { settleLost } from '../../src/run/money/settle-lost.js';
import type { RunRecord } from '../../src/run/record.js';
import { NO_USAGE } from '../../src/run/usage.js';
import { lease, NOW, order, progress, RUN, record, spent, trigger } from './samples.js';

function moved(step: Result<RunRecord, unknown>): RunRecord {
  if (!step.ok) {
    throw new TypeError(`refused: ${JSON.stringify(step.error)}`);
  }
  return step.value;
}

const running = (fields: Partial<RunRecord> = {}) => record({ status: 'running', ...fields });

describe('a claim', () => {
  test('takes the lease, counts the shift and names the next one', () => {
    const held = lease('n0');
    expect(moved(claim(record({ wake_at: NOW }), held, NOW))).toMatchObject({
      status: 'running',
      lease: held,
      next_nonce: nextNonce(RUN, 'n0'),
      shifts: 1,
      idle_shifts: 1,
      wake_at: null,
    });
  });

  test('after a shift that died counts its open reservation as spent, once', () => {
    const left = running({ lease: lease('n0'), orders: { o1: order({ reserved_usd: 12, settled_usd: 2 }) } });
    const first = moved(claim(left, lease('n1'), NOW));
    expect(first.usage.unsettled_usd).toBe(10);
    expect(first.orders.o1).toMatchObject({ reserved_usd: 2, settled_usd: 2 });
    expect(settleLost(first).usage.unsettled_usd).toBe(10);
  });

  test('after a shift that gave the run back spends nothing', () => {
    const left = running({ lease: null, orders: { o1: order({ reserved_usd: 12, settled_usd: 2 }) } });
    expect(moved(claim(left, lease('n1'), NOW)).usage.unsettled_usd).toBe(0);
  });
});

describe('saving an unfinished unit', () => {
  const kept = (fields: Partial<Parameters<typeof save>[2]> = {}) => ({
    progress: progress({ stage: 'fix', fix: 1, dispatches: 2, usage: spent(1.5) }),
    wipSha: 'f'.repeat(40),
    allowanceUsd: 4,
    now: NOW,
    ...fields,
  });

  test('books usage and attempts, and reserves for one more dispatch', () => {
    const before = running({ orders: { o1: order() }, idle_shifts: 2, attempts: { '01': 1 } });
    const after = moved(save(before, order(), kept()));
    expect(after.orders).toEqual({
      o1: order({
        stage: 'fix',
        fix: 1,
        wip_sha: 'f'.repeat(40),
        settled_usd: 1.5,
        reserved_usd: 5.5,
        reserved_on: NOW.slice(0, 10),
      }),
    });
    expect(after).toMatchObject({ attempts: { '01': 3 }, idle_shifts: 0, usage: { by_role: spent(1.5) } });
    expect(after.token_usage).toEqual({
      input: 100,
      output: 10,
      by_role: { implementer: { input: 100, output: 10 } },
    });
  });

  test('applied twice, with totals of the same shift, is as good as applied once', () => {
    const before = running({ orders: { o1: order() } });
    const once = moved(save(before, order(), kept()));
    const twice = moved(save(before, once.orders.o1 ?? order(), kept()));
    expect(twice).toEqual(once);
  });

  test('what earlier shifts settled stays settled', () => {
    const earlier = order({ settled_usd: 3, reserved_usd: 3 });
    const after = moved(save(running({ orders: { o1: earlier } }), earlier, kept()));
    expect(after.orders.o1).toMatchObject({ settled_usd: 4.5, reserved_usd: 8.5 });
  });

  test('without a tree keeps the older one; a green test keeps the older failure', () => {
    const earlier = order({ wip_sha: 'e'.repeat(40), test_summary: 'red' });
    const green = progress({ tests: { label: 'npm test', passed: true, summary: 'green', seconds: 1 } });
    const after = moved(save(running({ orders: { o1: earlier } }), earlier, kept({ wipSha: null, progress: green })));
    expect(after.orders.o1).toMatchObject({ wip_sha: 'e'.repeat(40), test_summary: 'red' });
  });

  const audit = { done: true, dispatches: 1, changed_lines: 2, changed_binaries: 0, small_fix_line_limit: 30 };
  const findings = ['split the parser'];

  test('keeps how far the audit got', () => {
    const retest = progress({ stage: 'retest', audit: { ...audit, findings } });
    const after = moved(save(running({ orders: { o1: order() } }), order(), kept({ progress: retest })));
    expect(after.orders.o1).toMatchObject({ stage: 'retest', audit, findings });
  });

  test('without a tree of now stays at the stage of the older one: the audit is not in that tree', () => {
    const earlier = order({ stage: 'test', fix: 1, wip_sha: 'e'.repeat(40) });
    const retest = progress({ stage: 'retest', fix: 2, audit: { ...audit, findings } });
    const saved = kept({ wipSha: null, progress: retest });
    const { o1 } = moved(save(running({ orders: { o1: earlier } }), earlier, saved)).orders;
    expect(o1).toMatchObject({ stage: 'test', fix: 1, findings: [] });
    expect(o1?.audit).toBeUndefined();
  });

  test('without any tree begins again, audit and all', () => {
    const earlier = order({ stage: 'audit', audit, findings });
    const saved = kept({ wipSha: null, progress: progress({ stage: 'audit', audit: { ...audit, findings } }) });
    const { o1 } = moved(save(running({ orders: { o1: earlier } }), earlier, saved)).orders;
    expect(o1).toMatchObject({ stage: 'implement', fix: 0, findings: [] });
    expect(o1?.audit).toBeUndefined();
  });

  test('a red test is kept for the fixer', () => {
    const red = progress({ tests: { label: 'npm test', passed: false, summary: 'still red', seconds: 1 } });
    const after = moved(save(running({ orders: { o1: order() } }), order(), kept({ progress: red })));
    expect(after.orders.o1?.test_summary).toBe('still red');
  });

  test('with neither a dispatch nor a new stage, the shift stays idle', () => {
    const idle = progress({ stage: 'implement' });
    const before = running({ orders: { o1: order() }, idle_shifts: 1 });
    expect(moved(save(before, order(), kept({ progress: idle }))).idle_shifts).toBe(1);
  });
});

describe('landing', () => {
  const landing = {
    progress: progress({
      dispatches: 2,
      usage: spent(1, { fixer: { ...NO_USAGE, cached_input: 5, cache_write: 6, output: 7 } }),
      tests: { label: 'npm test', passed: true, summary: 'green', seconds: 1 },
    }),
    phase: '01',
    commit: 'c'.repeat(40),
    more: true,
    now: NOW,
  };

  test('completes the phase, moves the tip, settles and removes the order', () => {
    const before = running({ orders: { o1: order() }, consecutive_sweeps: 1, idle_shifts: 2, attempts: { '01': 1 } });
    expect(moved(land(before, order(), landing))).toMatchObject({
      completed: ['01'],
      commits: { '01': 'c'.repeat(40) },
      head_sha: 'c'.repeat(40),
      orders: {},
      attempts: { '01': 3 },
      consecutive_sweeps: 0,
      idle_shifts: 0,
      post_final_phase: false,
      tests: { summary: 'green' },
      token_usage: { input: 111, output: 17, by_role: { fixer: { input: 11, output: 7 } } },
    });
  });

  test('keeps the audit beyond the order', () => {
    const audit = {
      done: true,
      dispatches: 1,
      changed_lines: 2,
      changed_binaries: 0,
      small_fix_line_limit: 30,
      findings: ['split the parser'],
    };
    const after = moved(land(running(), order(), { ...landing, progress: progress({ audit }) }));
    expect(after.audits).toEqual({ 'phase/01': audit });
    expect(moved(land(running(), order(), landing)).audits).toEqual({});
  });

  test('the last phase without a commit leaves the tip and ends the plan', () => {
    const after = moved(land(running(), order(), { ...landing, commit: null, more: false }));
    expect(after).toMatchObject({ commits: { '01': null }, head_sha: record().head_sha, post_final_phase: true });
  });
});

describe('commands', () => {
  const halted = record({
    status: 'halted',
    halt: halts.noChanges(),
    shifts: 7,
    idle_shifts: 3,
    orders: { o1: order({ stage: 'fix', fix: 2, wip_sha: 'f'.repeat(40) }) },
  });

  test('rebuy forgets the halt, counts shifts anew, gives the fixer its attempts again and keeps stage and tree', () => {
    expect(moved(applyTrigger(halted, trigger('rebuy', 'k2'), NOW))).toMatchObject({
      status: 'running',
      halt: null,
      shifts: 1,
      idle_shifts: 1,
      orders: { o1: order({ stage: 'fix', fix: 0, wip_sha: 'f'.repeat(40) }) },
      applied_triggers: ['k1', 'k2'],
    });
  });

  test('fold drops the order and keeps what landed', () => {
    const folded = moved(applyTrigger({ ...halted, completed: ['01'] }, trigger('fold', 'k2'), NOW));
    expect(folded).toMatchObject({ status: 'folded', halt: null, orders: {}, completed: ['01'] });
  });

  test('the play that started the run changes nothing but the list', () => {
    const before = record();
    const after = moved(applyTrigger(before, trigger('play', 'k9'), NOW));
    expect(after).toEqual({ ...before, applied_triggers: ['k1', 'k9'], updated_at: NOW });
  });

  test('a command that came too late is only marked as seen', () => {
    expect(ignoreTrigger(halted, trigger('rebuy', 'k2'))).toEqual({ ...halted, applied_triggers: ['k1', 'k2'] });
  });
});

test('finishing clears what is left over', () => {
  expect(moved(finish(running({ pending_sweep: true, orders: { o1: order() } }), NOW))).toMatchObject({
    status: 'finished',
    pending_sweep: false,
    orders: {},
    halt: null,
  });
});
