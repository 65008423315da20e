import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstNonce, nextNonce, orderNonce, RUN_ID, runIdFor, timeSlug, triggerPath } from '../../src/run/ids.js';

test('a run id is the time of its command and six digits of its key', () => {
  expect(runIdFor('2026-03-01T10:00:00Z', 'issue_comment-1-0')).toMatch(/^20260301T100000Z-[0-9a-f]{6}$/);
  expect(timeSlug('2026-03-01T11:00:00.789+01:00')).toBe('20260301T100000Z');
  expect(triggerPath('2026-03-01T10:00:00Z', 'k')).toBe('triggers/2026-03/k.json');
});

test('every replica derives the same names, and different commands different ones', () => {
  const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(instant, fc.string(), fc.string(), (at, key, other) => {
      const id = runIdFor(at.toISOString(), key);
      expect(id).toMatch(RUN_ID);
      expect(runIdFor(at.toISOString(), key)).toBe(id);
      expect(firstNonce(id)).toBe(firstNonce(id));
      expect(nextNonce(id, key) === nextNonce(id, other)).toBe(key === other);
    }),
  );
});

test('parts of an order’s name cannot be mistaken for one another', () => {
  expect(orderNonce('r', 'phase/01', 'b', 'c')).toBe(orderNonce('r', 'phase/01', 'b', 'c'));
  expect(orderNonce('r', 'phase/01', 'b', 'c')).not.toBe(orderNonce('r', 'phase/0', '1b', 'c'));
});
