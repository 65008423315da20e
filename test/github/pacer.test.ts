import { describe, expect, test } from '@jest/globals';
import { createPacer, type Pacer } from '../../src/github/pacer.js';
import { allowanceWait, fullAllowance, spend } from '../../src/github/pacing/buckets.js';
import type { Priority } from '../../src/github/pacing/write-queue.js';
import { settled, steppedClock } from './stepped-clock.js';

const MINUTE = 60_000;

function send(pacer: Pacer, log: string[], repository: string, priority: Priority, name: string): Promise<string> {
  return pacer.write({ repository, priority }, async () => {
    log.push(name);
    return name;
  });
}

async function spendBurst(pacer: Pacer): Promise<void> {
  await Promise.all(Array.from({ length: 10 }, () => send(pacer, [], 'o/burst', 'final', 'x')));
}

describe('the allowance', () => {
  test('lets ten out at once and then holds back', () => {
    let allowance = fullAllowance(0);
    for (let count = 0; count < 10; count += 1) {
      expect(allowanceWait(allowance, 0, 0)).toBe(0);
      allowance = spend(allowance, 0);
    }
    expect(allowanceWait(allowance, 0, 0)).toBe(Math.ceil(MINUTE / 70));
  });

  test('never lets more than 80 out in any minute, nor 500 in any hour', () => {
    const times: number[] = [];
    let allowance = fullAllowance(0);
    for (let now = 0; now < 3 * 60 * MINUTE; ) {
      const wait = allowanceWait(allowance, 0, now);
      if (wait > 0) {
        now += wait;
        continue;
      }
      allowance = spend(allowance, now);
      times.push(now);
    }
    const most = (window: number) =>
      Math.max(...times.map((from, index) => times.slice(index).filter((time) => time < from + window).length));
    expect(most(MINUTE)).toBeLessThanOrEqual(80);
    expect(most(60 * MINUTE)).toBeLessThanOrEqual(500);
    expect(times.length).toBeGreaterThan(1000);
  });
});

describe('the pacer', () => {
  test('sends what it may at once, the rest as tokens come', async () => {
    const clock = steppedClock();
    const pacer = createPacer(clock);
    const log: string[] = [];
    const all = Promise.all(Array.from({ length: 12 }, (_, n) => send(pacer, log, 'o/r', 'final', String(n))));
    await settled();
    expect(log).toHaveLength(10);
    expect(pacer.waiting()).toBe(2);
    await clock.step(MINUTE / 70 + 1);
    expect(log).toHaveLength(11);
    await clock.step(MINUTE);
    expect(await all).toHaveLength(12);
    expect(pacer.waiting()).toBe(0);
  });

  test('orders by value: reaction, dispatch, final status, progress', async () => {
    const clock = steppedClock();
    const pacer = createPacer(clock);
    await spendBurst(pacer);
    const log: string[] = [];
    for (const priority of ['progress', 'final', 'dispatch', 'reaction'] as const) {
      void send(pacer, log, 'o/r', priority, priority);
    }
    await clock.step(MINUTE);
    expect(log).toEqual(['reaction', 'dispatch', 'final', 'progress']);
  });

  test('goes round the repositories, so that a busy one does not starve the others', async () => {
    const clock = steppedClock();
    const pacer = createPacer(clock);
    await spendBurst(pacer);
    const log: string[] = [];
    for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) {
      void send(pacer, log, `o/${name.charAt(0)}`, 'final', name);
    }
    await clock.step(MINUTE);
    expect(log).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  test('keeps only the newest of waiting edits to one comment, and gives its outcome to all', async () => {
    const clock = steppedClock();
    const pacer = createPacer(clock);
    await spendBurst(pacer);
    const log: string[] = [];
    const edit = (repository: string, key: string, text: string) =>
      pacer.edit({ repository, priority: 'progress', key }, async () => {
        log.push(text);
        return 'gone';
      });
    const outcomes = [
      edit('o/r', 'comment 1', 'old'),
      edit('o/r', 'comment 1', 'new'),
      edit('o/r', 'comment 2', 'other'),
    ];
    outcomes.push(edit('o/s', 'comment 1', 'elsewhere'));
    await clock.step(MINUTE);
    expect(log.toSorted()).toEqual(['elsewhere', 'new', 'other']);
    expect(await Promise.all(outcomes)).toEqual(['gone', 'gone', 'gone', 'gone']);
  });

  test('a failed write rejects for its caller alone', async () => {
    const pacer = createPacer(steppedClock());
    const bad = pacer.write({ repository: 'o/r', priority: 'final' }, () => Promise.reject(new TypeError('no')));
    await expect(bad).rejects.toThrow('no');
    await expect(send(pacer, [], 'o/r', 'final', 'good')).resolves.toBe('good');
  });

  test('progress leaves the last fifty writes of the hour to everything else', async () => {
    const clock = steppedClock();
    const pacer = createPacer(clock);
    const log: string[] = [];
    for (let n = 0; n < 400; n += 1) {
      void send(pacer, log, 'o/r', 'progress', 'progress');
    }
    await clock.step(4 * MINUTE);
    // 150 of the first 200, and what four minutes bring.
    expect(log.length).toBeLessThanOrEqual(170);
    void send(pacer, log, 'o/r', 'reaction', 'reaction');
    await clock.step(0);
    expect(log.at(-1)).toBe('reaction');
  });
});
