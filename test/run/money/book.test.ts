import { expect, test } from '@jest/globals';
import { book } from '../../../src/run/money/book.js';
import { spent } from '../samples.js';

const NONE = { by_role: {}, unsettled_usd: 0 };
const ACCOUNT = { unit: 'phase/02', day: '2026-03-01' };

test('money is booked by role, by phase and by day at once', () => {
  const usage = book(book(NONE, ACCOUNT, { usage: spent(1), unsettledUsd: 0 }), ACCOUNT, {
    usage: spent(0.5),
    unsettledUsd: 2,
  });
  expect(usage).toMatchObject({
    by_role: { implementer: { usd: 1.5 } },
    unsettled_usd: 2,
    by_phase: { '02': 3.5 },
    by_day: { '2026-03-01': { usd: 3.5, tokens: 220 } },
  });
});

test('spending that names its days is booked there, and only the rest on the day of the booking', () => {
  const bookedByDay = { '2026-02-28': { usd: 0.75, tokens: 100 } };
  const { by_day: days } = book(NONE, ACCOUNT, { usage: spent(1), unsettledUsd: 0.25, bookedByDay });
  expect(days).toEqual({ '2026-02-28': { usd: 0.75, tokens: 100 }, '2026-03-01': { usd: 0.5, tokens: 10 } });
});

test('a sweep counts with the phase before it', () => {
  const account = { ...ACCOUNT, unit: 'sweep/02-1' };
  expect(book(NONE, account, { usage: spent(1), unsettledUsd: 0 }).by_phase).toEqual({ '02': 1 });
});
