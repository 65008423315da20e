import { describe, expect, test } from '@jest/globals';
import { firstNonce } from '../../src/run/ids.js';
import { dispatchable, entryOf, liveRuns, placeInQueue } from '../../src/run/queue.js';
import type { RunRecord } from '../../src/run/record.js';
import type { Trigger } from '../../src/run/trigger.js';
import { lease, NOW, record, trigger } from './samples.js';

const [A, B, C] = ['20260301T100000Z-aaaaaa', '20260301T100001Z-bbbbbb', '20260301T100002Z-cccccc'] as const;

const play = (run: string) => trigger('play', `play-${run}`, { run_id: run });
const rebuy = (run: string) => trigger('rebuy', `rebuy-${run}`, { run_id: run });
const fold = (run: string) => trigger('fold', `fold-${run}`, { run_id: run });

function run(id: string, fields: Partial<RunRecord>): RunRecord {
  return record({ run_id: id, applied_triggers: [`play-${id}`], next_nonce: `nonce-${id}`, ...fields });
}

function ledger(runs: readonly RunRecord[], triggers: readonly Trigger[] = []) {
  const plays = runs.map((item) => play(item.run_id));
  return { runs: new Map(runs.map((item) => [item.run_id, item])), triggers: [...plays, ...triggers] };
}

const dispatched = (state: ReturnType<typeof ledger>, slots = 1, now = NOW) =>
  dispatchable(state, slots, now).map((entry) => entry.runId);

describe('an entry', () => {
  test('that no shift has claimed is pending and waits for its first nonce', () => {
    expect(entryOf(ledger([], [play(A)]), A)).toMatchObject({
      status: 'pending',
      nonce: firstNonce(A),
      lease: null,
      record: null,
      inbox: [play(A)],
    });
  });
  test('shows the commands that are not applied, and no one else’s', () => {
    const state = ledger([run(A, { status: 'halted' })], [rebuy(A), fold(B)]);
    expect(entryOf(state, A)).toMatchObject({ status: 'halted', nonce: `nonce-${A}`, inbox: [rebuy(A)] });
  });
});

describe('live runs', () => {
  test('come oldest first, whatever the order of the ledger', () => {
    const state = ledger([run(C, { status: 'running' }), run(A, { status: 'waiting' })], [play(B)]);
    expect(liveRuns(state).map((entry) => [entry.runId, entry.status])).toEqual([
      [A, 'waiting'],
      [B, 'pending'],
      [C, 'running'],
    ]);
  });
  test.each([
    ['finished', [], false],
    ['folded', [], false],
    ['halted', [], false],
    ['halted', [rebuy(A)], true],
    ['halted', [fold(A)], true],
    ['finished', [rebuy(A)], false],
    ['folded', [rebuy(A), fold(A)], false],
    ['queued', [], true],
    ['running', [], true],
    ['waiting', [], true],
  ] as const)('%s with commands %j', (status, commands, alive) => {
    expect(liveRuns(ledger([run(A, { status })], commands)).length === 1).toBe(alive);
  });
});

describe('whose next shift is dispatched', () => {
  test('the oldest pending run, and as many as there are slots', () => {
    const state = ledger([], [play(C), play(A), play(B)]);
    expect(dispatched(state)).toEqual([A]);
    expect(dispatched(state, 2)).toEqual([A, B]);
  });
  test('nobody while a shift holds the only slot', () => {
    expect(dispatched(ledger([run(A, { status: 'running', lease: lease('x') })], [play(B)]))).toEqual([]);
  });
  test('a run that was given back', () => {
    expect(dispatched(ledger([run(A, { status: 'running' })], [play(B)]))).toEqual([A]);
  });
  test('a halted run frees its slot, and takes it again by rebuy', () => {
    const halted = [run(A, { status: 'halted' })];
    expect(dispatched(ledger(halted, [play(B)]))).toEqual([B]);
    expect(dispatched(ledger(halted, [play(B), rebuy(A)]))).toEqual([A]);
  });
  test('a fold waits for nobody', () => {
    const busy = run(A, { status: 'running', lease: lease('x') });
    expect(dispatched(ledger([busy, run(B, { status: 'halted' })], [play(C), fold(B)]))).toEqual([B]);
    expect(dispatched(ledger([busy], [play(B), fold(B)]))).toEqual([B]);
  });
  test.each([
    ['a parked run not before its time', '2026-03-01T10:00:01.000Z', []],
    ['a parked run at its time', NOW, [A]],
    ['a waiting run without a time not at all', null, []],
  ])('%s', (_, wake, expected) => {
    expect(dispatched(ledger([run(A, { status: 'waiting', wake_at: wake })]))).toEqual(expected);
  });
  test('a waiting run for which a person spoke', () => {
    expect(dispatched(ledger([run(A, { status: 'waiting', wake_at: null })], [rebuy(A)]))).toEqual([A]);
  });
});

describe('the place in the queue', () => {
  const state = ledger([run(A, { status: 'running', lease: lease('x') })], [play(B), play(C)]);
  test.each([
    [A, 1, 0],
    [B, 1, 1],
    [C, 1, 2],
    [B, 2, 0],
    [C, 2, 1],
    [C, 3, 0],
    ['20990101T000000Z-dddddd', 1, 0],
  ])('%s with %d slots: %d before it', (id, slots, expected) => {
    expect(placeInQueue(state, id, slots)).toBe(expected);
  });

  test('an older run that is bought back waits for the one at work, and goes before those that have not begun', () => {
    const halted = run(A, { status: 'halted' });
    const state = (status: Partial<RunRecord>) => ledger([halted, run(B, status)], [rebuy(A), play(C)]);
    for (const busy of [state({ status: 'running', lease: lease('x') }), state({ status: 'running', lease: null })]) {
      expect([A, B, C].map((id) => placeInQueue(busy, id, 1))).toEqual([1, 0, 2]);
      expect(dispatched(busy)).not.toContain(A);
    }
    expect(dispatched(state({ status: 'finished' }))).toEqual([A]);
  });
});

describe('a note', () => {
  const note = (run: string) => trigger('note', `note-${run}`, { run_id: run, note: { text: 'Use tabs.' } });

  test('waits for its run and neither wakes nor starts it', () => {
    const sleeping = { status: 'waiting', wake_at: '2026-03-02T00:00:00.000Z' } as const;
    expect(dispatched(ledger([run(A, { status: 'halted' })], [note(A)]))).toEqual([]);
    expect(dispatched(ledger([run(A, sleeping)], [note(A)]))).toEqual([]);
    expect(entryOf(ledger([run(A, { status: 'halted' })], [note(A)]), A).inbox).toEqual([note(A)]);
  });

  test('takes no place in the queue', () => {
    const state = ledger([run(A, { status: 'halted' }), run(B, { status: 'queued' })], [note(A)]);
    expect(liveRuns(state).map(({ runId }) => runId)).toEqual([B]);
    expect(dispatched(state)).toEqual([B]);
    expect(placeInQueue(state, B, 1)).toBe(0);
  });
});
