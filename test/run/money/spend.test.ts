import { describe, expect, test } from '@jest/globals';
import { settleLost } from '../../../src/run/money/settle-lost.js';
import { othersSpending, type SpendDay, spendChanges } from '../../../src/run/money/spend.js';
import type { RunRecord } from '../../../src/run/record.js';
import { lease, order, RUN, record, spent } from '../samples.js';

const DAY = '2026-03-01';
const NEXT = '2026-03-02';

function entry(settled: number, reserved = 0, tokens = 0) {
  return { issue: 3, settled_usd: settled, reserved_usd: reserved, tokens };
}

function file(day: string, runs: SpendDay['runs'], fields = {}): SpendDay {
  return { schema: 1, day, runs, ...fields };
}

function spendOf(...files: readonly SpendDay[]): ReadonlyMap<string, SpendDay> {
  return new Map(files.map((each) => [each.day, each]));
}

/** At work: two dollars booked on the day, five more set aside on `on`. */
function atWork(on: string, fields: Partial<RunRecord> = {}): RunRecord {
  return record({
    status: 'running',
    lease: lease('n1'),
    orders: { o1: order({ settled_usd: 2, reserved_usd: 7, reserved_on: on }) },
    usage: { by_role: spent(2), unsettled_usd: 0, by_day: { [DAY]: { usd: 2, tokens: 110 } } },
    ...fields,
  });
}

describe('what a run tells of its days', () => {
  test('is its own entry alone: others, and fields that we do not know, stay as they are', () => {
    const other = { ...entry(9, 1), colour: 'red' };
    const known = file(DAY, { other, [RUN]: { ...entry(1), mood: 'good' } }, { note: 'kept' });
    expect(Object.fromEntries(spendChanges(spendOf(known), atWork(DAY)))).toEqual({
      [DAY]: file(DAY, { other, [RUN]: { ...entry(2, 5, 110), mood: 'good' } }, { note: 'kept' }),
    });
  });

  test('is nothing where the ledger says so already', () => {
    expect(spendChanges(spendOf(file(DAY, { [RUN]: entry(2, 5, 110) })), atWork(DAY)).size).toBe(0);
  });

  test('moves with the reservation over midnight, and leaves what was spent where it was', () => {
    const before = spendOf(file(DAY, { [RUN]: entry(2, 5, 110) }));
    const changes = spendChanges(before, atWork(NEXT));
    expect(changes.get(DAY)?.runs[RUN]).toEqual(entry(2, 0, 110));
    expect(changes.get(NEXT)?.runs[RUN]).toEqual(entry(0, 5));
  });

  test('takes a reservation back from a day on which nothing else was spent', () => {
    const usage = { by_role: {}, unsettled_usd: 0 };
    const orders = { o1: order({ reserved_usd: 5, reserved_on: NEXT }) };
    const changes = spendChanges(spendOf(file(DAY, { [RUN]: entry(0, 5) })), atWork(NEXT, { usage, orders }));
    expect(changes.get(DAY)?.runs[RUN]).toEqual(entry(0));
  });

  test('is no reservation once nobody holds the run', () => {
    const released = spendChanges(spendOf(), atWork(DAY, { lease: null }));
    expect(released.get(DAY)?.runs[RUN]).toEqual(entry(2, 0, 110));
  });

  test('counts a lost reservation as spent, on the day for which it was set aside', () => {
    const lost = settleLost(atWork(NEXT));
    expect(lost.usage).toMatchObject({ unsettled_usd: 5, by_phase: { '01': 5 } });
    const changes = spendChanges(spendOf(file(NEXT, { [RUN]: entry(0, 5) })), lost);
    expect(changes.get(NEXT)?.runs[RUN]).toEqual(entry(5));
  });

  test('never touches a day older than those that a reading holds', () => {
    const newer = ['2026-03-05', '2026-03-06', '2026-03-07'].map((day) => file(day, {}));
    expect(spendChanges(spendOf(...newer), atWork(DAY)).size).toBe(0);
    expect(spendChanges(spendOf(...newer.slice(1)), atWork(DAY)).size).toBe(1);
  });
});

describe('what others have spent', () => {
  const ledger = {
    runs: new Map(
      [
        record({ run_id: 'a', issue: 3, usage: { by_role: spent(2), unsettled_usd: 1 } }),
        atWork(DAY, { run_id: 'b', issue: 3 }),
        record({ run_id: 'c', issue: 4, usage: { by_role: spent(50), unsettled_usd: 0 } }),
        record({ issue: 3, usage: { by_role: spent(100), unsettled_usd: 0 } }),
      ].map((each) => [each.run_id, each]),
    ),
    spend: spendOf(file(DAY, { a: entry(2), b: entry(2, 5), [RUN]: entry(100) }), file(NEXT, { a: entry(40) })),
  };

  test('for the issue: settled, lost and set aside, in every run but this one', () => {
    expect(othersSpending(ledger, { run_id: RUN, issue: 3 }, DAY).issueUsd).toBe(10);
  });
  test('on the day: by its file, without this run', () => {
    expect(othersSpending(ledger, { run_id: RUN, issue: 3 }, DAY).dayUsd).toBe(9);
    expect(othersSpending(ledger, { run_id: RUN, issue: 3 }, '2026-03-09').dayUsd).toBe(0);
  });
  test('for no issue is nothing, even where other runs have none either', () => {
    const without = new Map([
      ['a', record({ run_id: 'a', issue: null, usage: { by_role: spent(2), unsettled_usd: 0 } })],
    ]);
    expect(othersSpending({ ...ledger, runs: without }, { run_id: RUN, issue: null }, DAY).issueUsd).toBe(0);
  });
});
