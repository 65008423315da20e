import { expect, test } from '@jest/globals';
import type { Trigger } from '../../../src/run/trigger.js';
import { skipSignals } from '../../../src/shift/grind/skip-signals.js';
import { trigger } from '../../run/samples.js';

const skipAt = (at: string): Trigger => trigger('skip', 'one', { at });

test('a session that began in the second of a skip is skipped: a comment has no finer time', () => {
  const signals = skipSignals();
  const { signal } = signals.since('2026-03-01T12:00:05.900Z');
  signals.look([skipAt('2026-03-01T12:00:05.000Z')]);
  expect(signal.aborted).toBe(true);
});

test.each(['2026-03-01T12:00:05.300Z', '2026-03-01T12:00:05.000Z'])(
  'a skip given at %s reaches all sessions at work, and not the next one, which begins in the same second',
  (at) => {
    const signals = skipSignals();
    const atWork = ['2026-03-01T12:00:04.000Z', '2026-03-01T12:00:04.100Z'].map((begun) => signals.since(begun));
    signals.look([skipAt(at)]);
    expect(atWork.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    const next = signals.since('2026-03-01T12:00:05.600Z');
    signals.look([skipAt(at)]);
    expect(next.signal.aborted).toBe(false);
  },
);
