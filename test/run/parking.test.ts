import { describe, expect, test } from '@jest/globals';
import type { Result } from '../../src/base/result.js';
import { claim, park } from '../../src/run/advance.js';
import { applyTrigger } from '../../src/run/commands/apply-trigger.js';
import { halts } from '../../src/run/halts.js';
import type { RunRecord } from '../../src/run/record.js';
import { lease, NOW, order, record, trigger } from './samples.js';

function moved(step: Result<RunRecord, unknown>): RunRecord {
  if (!step.ok) {
    throw new TypeError(`refused: ${JSON.stringify(step.error)}`);
  }
  return step.value;
}

const running = (fields: Partial<RunRecord> = {}) => record({ status: 'running', ...fields });

describe('parking', () => {
  const until = '2026-03-02T00:00:00.000Z';
  const parked = () =>
    moved(park(running({ orders: { o1: order() }, idle_shifts: 2 }), until, { reason: halts.noChanges(), now: NOW }));

  test('keeps the order, says until when and why, and is no fault of the shift that could do nothing', () => {
    expect(parked()).toMatchObject({
      status: 'waiting',
      orders: { o1: order() },
      wake_at: until,
      wait: { code: 'no_changes' },
      idle_shifts: 0,
    });
  });

  test.each([
    ['a shift that only looked uses up none of max_shifts', { updated_at: NOW }, 6],
    ['one that worked before it was parked is counted', { idle_shifts: 0 }, 7],
  ])('%s', (_, fields, left) => {
    const before = running({ shifts: 7, idle_shifts: 1, orders: { o1: order() }, ...fields });
    expect(moved(park(before, until, { reason: halts.noChanges(), now: NOW })).shifts).toBe(left);
  });

  test('ends with the next claim', () => {
    expect(moved(claim(parked(), lease('n1'), NOW))).toMatchObject({ status: 'running', wake_at: null, wait: null });
  });
});

test.each([
  ['whose shift died', { status: 'running', lease: lease('n0') }],
  ['that waits', { status: 'waiting', wake_at: NOW, wait: halts.noChanges() }],
] as const)('rebuy counts for a run %s as well: its claim makes it run before the command is applied', (_, fields) => {
  const left = record({
    ...fields,
    shifts: 7,
    idle_shifts: 2,
    completed: ['01'],
    orders: { o1: order({ fix: 2 }) },
  });
  const claimed = moved(claim(left, lease('n1'), NOW));
  expect(moved(applyTrigger(claimed, trigger('rebuy', 'k2', { sweep: 'force' }), NOW))).toMatchObject({
    status: 'running',
    shifts: 1,
    idle_shifts: 1,
    orders: { o1: { fix: 0 } },
    sweep_override: 'force',
    pending_sweep: true,
    applied_triggers: ['k1', 'k2'],
  });
});
