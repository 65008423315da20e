import { describe, expect, test } from '@jest/globals';
import { claim, finish, haltRun, land, park, release, save } from '../../src/run/advance.js';
import { applyTrigger } from '../../src/run/commands/apply-trigger.js';
import { halts } from '../../src/run/halts.js';
import { RUN_STATUSES, type RunStatus } from '../../src/run/record.js';
import { RUN_EVENTS, type RunEvent, statusAfter } from '../../src/run/transition.js';
import { lease, NOW, order, progress, record, trigger } from './samples.js';

const NO = null;

/** Every status against every event: the next status, or a refusal. */
const TABLE: Readonly<Record<RunStatus, Readonly<Record<RunEvent, RunStatus | null>>>> = {
  queued: {
    claim: 'running',
    save: NO,
    land: NO,
    halt: 'halted',
    finish: NO,
    fold: 'folded',
    rebuy: NO,
    park: NO,
    release: NO,
  },
  running: {
    claim: 'running',
    save: 'running',
    land: 'running',
    halt: 'halted',
    finish: 'finished',
    fold: 'folded',
    rebuy: 'running',
    park: 'waiting',
    release: 'running',
  },
  waiting: {
    claim: 'running',
    save: NO,
    land: NO,
    halt: 'halted',
    finish: NO,
    fold: 'folded',
    rebuy: NO,
    park: NO,
    release: 'waiting',
  },
  halted: {
    claim: 'halted',
    save: NO,
    land: NO,
    halt: NO,
    finish: NO,
    fold: 'folded',
    rebuy: 'running',
    park: NO,
    release: 'halted',
  },
  finished: { claim: NO, save: NO, land: NO, halt: NO, finish: NO, fold: NO, rebuy: NO, park: NO, release: 'finished' },
  folded: { claim: NO, save: NO, land: NO, halt: NO, finish: NO, fold: NO, rebuy: NO, park: NO, release: 'folded' },
};

const cells = RUN_STATUSES.flatMap((status) =>
  RUN_EVENTS.map((event) => [status, event, TABLE[status][event]] as const),
);

test('the table is complete: six statuses, nine events', () => {
  expect(cells).toHaveLength(54);
});

test.each(cells)('%s, %s: %s', (status, event, next) => {
  expect(statusAfter(status, event)).toBe(next);
});

describe('the functions that move a record refuse exactly what the table refuses', () => {
  const moves: Readonly<Record<RunEvent, (from: RunStatus) => ReturnType<typeof finish>>> = {
    claim: (status) => claim(record({ status }), lease('n0'), NOW),
    save: (status) =>
      save(record({ status }), order(), { progress: progress(), wipSha: null, allowanceUsd: 1, now: NOW }),
    land: (status) =>
      land(record({ status }), order(), { progress: progress(), phase: '01', commit: null, more: true, now: NOW }),
    halt: (status) => haltRun(record({ status }), halts.noChanges(), NOW),
    finish: (status) => finish(record({ status }), NOW),
    fold: (status) => applyTrigger(record({ status }), trigger('fold', 'k2'), NOW),
    rebuy: (status) => applyTrigger(record({ status }), trigger('rebuy', 'k2'), NOW),
    park: (status) => park(record({ status }), NOW, { reason: halts.noChanges(), now: NOW }),
    release: (status) => release(record({ status }), NOW),
  };

  test.each(cells)('%s, %s: %s', (status, event, next) => {
    const step = moves[event](status);
    expect(step).toMatchObject(
      next === null ? { ok: false, error: { status, event } } : { ok: true, value: { status: next } },
    );
  });
});
