import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SpendDay } from '../../src/run/money/spend.js';
import { NO_USAGE } from '../../src/run/usage.js';
import { moneyForm } from '../../tools/faults/forms/money-form.js';
import { pointsIn, ranked } from '../../tools/faults/point.js';
import { record } from '../run/samples.js';

describe('the money in the normal form', () => {
  const run = record({
    usage: { by_role: { implementer: { ...NO_USAGE, usd: 0.5, input: 20, output: 2 } }, unsettled_usd: 2 },
  });
  const day = (name: string, change: Partial<SpendDay['runs'][string]>): SpendDay => ({
    schema: 1,
    day: name,
    runs: { [run.run_id]: { issue: run.issue, settled_usd: 2.5, reserved_usd: 0, tokens: 22, ...change } },
  });

  test('is the same for a run with a lost reservation as for one without, as long as days and record agree', () => {
    expect(moneyForm([run], [day('2026-11-24', {})])).toEqual([
      `${run.run_id} for issue ${run.issue}; reserved $0; spent as recorded; tokens as recorded`,
    ]);
    const days = [day('2026-11-24', { settled_usd: 2, tokens: 0 }), day('2026-11-25', { settled_usd: 0.5 })];
    expect(moneyForm([run], days)).toEqual(moneyForm([run], [day('2026-11-24', {})]));
  });

  test.each([
    ['a reservation that nobody gave back', { reserved_usd: 2 }, 'reserved $2'],
    ['a reservation that was booked twice', { settled_usd: 4.5 }, 'spent $4.5, recorded $2.5'],
    ['usage that was not booked', { tokens: 11 }, 'tokens 11, recorded 22'],
  ])('shows %s', (_, change, shown) => {
    expect(moneyForm([run], [day('2026-11-24', change)])[0]).toContain(shown);
  });
});

describe('points', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pitboss-points-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function logged(...calls: readonly (readonly [process: string, pid: number, kind: string])[]) {
    const log = join(folder, 'calls');
    writeFileSync(log, calls.map(([process, pid, kind]) => `${JSON.stringify({ process, pid, kind })}\n`).join(''));
    return pointsIn(log);
  }

  test('are the moments of each call of each process; an agent can die in its middle', () => {
    const points = logged(['shift run', 1, 'git push'], ['shift run', 1, 'git push'], ['shift run', 1, 'agent']);
    expect(points.map(({ kind, nth, moment }) => `${moment} ${kind} ${nth}`)).toEqual([
      'before git push 1',
      'after git push 1',
      'before git push 2',
      'after git push 2',
      'before agent 1',
      'during agent 1',
      'after agent 1',
    ]);
  });

  test('of two processes of one name are counted apart, and are the same points', () => {
    expect(logged(['shift run', 1, 'git push'], ['shift run', 2, 'git push'])).toHaveLength(2);
  });

  test('come in an order in which every kind is tried before any is tried twice', () => {
    const many = Array.from({ length: 20 }, () => ['shift run', 1, 'file open'] as const);
    const points = ranked(logged(...many, ['shift run', 1, 'git push']), ['step', 'machine'], () => 0.5);
    const first = points.slice(0, 4).map(({ kind, moment }) => `${moment} ${kind}`);
    expect(first.sort()).toEqual(['after file open', 'after git push', 'before file open', 'before git push']);
    expect(new Set(points.map(({ ending }) => ending))).toEqual(new Set(['step', 'machine']));
  });
});
