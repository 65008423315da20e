import { describe, expect, test } from '@jest/globals';
import { carriedOut, shellAgent, testCommand } from './support.js';

const IMPLEMENTS = 'echo done > 01.txt';
/** Tests that pass once `01.txt` says `fixed`. */
const NEEDS_FIX = testCommand('grep fixed 01.txt || { echo "not fixed yet"; exit 1; }');

describe('the money for a dispatch', () => {
  const DAY = { cap: 'day', text: 'USD budget of 2026-03-01 (UTC) reached', key: 'limits.day_usd' } as const;

  test('is what the record shows as set aside, and is booked on the day that it counts for', async () => {
    const { result } = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS }),
      ports: { setAside: async () => ({ usd: 0.75, day: '2026-02-28' }) },
    });
    expect(result.progress.bookedByDay).toEqual({ '2026-02-28': expect.objectContaining({ usd: 0.5 }) });
  });

  test('that could not be recorded starts no agent', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS }),
      ports: { setAside: async () => null },
    });
    expect(done.result).toMatchObject({ kind: 'interruption', reason: 'unsaved', progress: { dispatches: 0 } });
    expect(done.has('01.txt')).toBe(false);
  });

  test('that another run took in the meantime starts no agent', async () => {
    let looks = 0;
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS }),
      ports: {
        barred: () => {
          looks += 1;
          return looks === 1 ? null : DAY;
        },
        setAside: async () => ({ usd: 0, day: '2026-03-01' }),
      },
    });
    expect(done.result).toMatchObject({ kind: 'interruption', reason: 'parked', progress: { dispatches: 0 } });
    expect(done.has('01.txt')).toBe(false);
  });

  test('of a day that is used up parks the unit, wherever it stands', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: IMPLEMENTS, fixer: 'echo fixed > 01.txt' }),
      config: NEEDS_FIX,
      ports: { barred: (progress) => (progress.dispatches > 0 ? DAY : null) },
    });
    expect(done.result).toMatchObject({ kind: 'interruption', reason: 'parked', progress: { stage: 'fix' } });
  });
});
