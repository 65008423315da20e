import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { liveBlock } from '../../../src/report/screen/live-block.js';
import { type LiveState, liveState, withEvent } from '../../../src/report/screen/live-state.js';
import { fitted, textWidth } from '../../../src/report/screen/text-width.js';
import type { ShiftEvent } from '../../../src/report/shift-event.js';

const START = Date.parse('2026-03-01T10:00:00Z');
const WIDE = { columns: 100, rows: 40 };

const EVENTS: readonly ShiftEvent[] = [
  { kind: 'claimed', runId: '20260301T100000Z-0a1b2c', branch: 'b', base: 'c0ffee', shift: 1 },
  { kind: 'phase_started', id: '02', title: 'Rank words', index: 2, of: 4, resumedAt: null },
  { kind: 'dispatch_started', role: 'implementer', agent: 'claude-code', model: 'sonnet', attempt: 1, total: 1 },
  { kind: 'agent_text', text: 'Looking around.\nNow the tests.\n' },
];

/** The state after events that come ten seconds apart. */
function stateAfter(events: readonly ShiftEvent[]): LiveState {
  return events.reduce((state, event, index) => withEvent(state, event, START + index * 10_000), liveState(START));
}

describe('the live block', () => {
  test('says phase, stage, agent, tests, tokens, cost and time', () => {
    expect(liveBlock(stateAfter(EVENTS), START + 85_000, WIDE)).toEqual([
      'phase 2/4  +>··  02: Rank words',
      '  implementer, attempt 1 (claude-code, sonnet) for 1m 05s — Now the tests.',
      '  tests: none yet · 0 tokens · $0.0000 · 1m 25s',
    ]);
  });

  test('adds up what ended dispatches used, and says how the tests went', () => {
    const ended: ShiftEvent = {
      kind: 'dispatch_ended',
      role: 'implementer',
      outcome: 'completed',
      message: '',
      seconds: 9,
      tokens: 12_300,
      usd: 0.25,
    };
    const failed: ShiftEvent = {
      kind: 'tests_ended',
      report: { label: 'npm test', passed: false, summary: 'x', seconds: 1 },
    };
    const state = stateAfter([...EVENTS, ended, { kind: 'tests_started', label: 'npm test' }, failed, ended]);
    expect(liveBlock(state, START + 3_725_000, WIDE).at(-1)).toBe('  tests: failed · 24.6k tokens · $0.5000 · 1h 02m');
  });

  test('is one line in a terminal with few rows, and gone when the shift has ended', () => {
    expect(liveBlock(stateAfter(EVENTS), START + 30_000, { columns: 60, rows: 5 })).toEqual([
      '2/4 implementer, attempt 1 · $0.0000 · 30s',
    ]);
    const end: ShiftEvent = { kind: 'ended', runId: 'x', status: 'finished', halt: null, usd: 0, seconds: 1 };
    expect(liveBlock(stateAfter([...EVENTS, end]), START, WIDE)).toEqual([]);
  });

  test('a sweep stands in the place of the phase before it, until the next phase begins', () => {
    const swept: ShiftEvent = { kind: 'sweep_started', after: '02', round: 1, open: 3, resumedAt: null };
    const state = stateAfter([...EVENTS, swept]);
    expect(liveBlock(state, START + 41_000, WIDE).slice(0, 2)).toEqual([
      'sweep 1 after phase 02: 3 open items',
      '  preparing for 1s',
    ]);
    expect(liveBlock(state, START + 41_000, { columns: 60, rows: 5 })).toEqual(['sweep, preparing · $0.0000 · 41s']);
    const next = liveBlock(stateAfter([...EVENTS, swept, ...EVENTS.slice(1, 2)]), START, WIDE);
    expect(next[0]).toBe('phase 2/4  +>··  02: Rank words');
  });

  test('before a phase has begun it names the run; many phases are numbers only', () => {
    expect(liveBlock(liveState(START), START, WIDE)[0]).toBe('pitboss');
    expect(liveBlock(stateAfter(EVENTS.slice(0, 1)), START, WIDE)[0]).toBe('pitboss 20260301T100000Z-0a1b2c');
    const long = { kind: 'phase_started', id: '40', title: 'x', index: 40, of: 90, resumedAt: null } as const;
    expect(liveBlock(stateAfter([long]), START, WIDE)[0]).toBe('phase 40/90  40: x');
  });

  test('never holds a control sequence of a title or an agent, and never more columns than there are', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(
        text,
        text,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 20 }),
        (title, said, columns, rows) => {
          const state = stateAfter([
            { kind: 'phase_started', id: '01', title: `${title}\u001b[2J`, index: 1, of: 1, resumedAt: null },
            { kind: 'agent_text', text: `\u001b[1A${said}` },
          ]);
          for (const line of liveBlock(state, START, { columns, rows })) {
            expect(line).not.toMatch(/\p{Cc}/u);
            expect(textWidth(line)).toBeLessThanOrEqual(Math.max(1, columns - 1));
          }
        },
      ),
    );
  });
});

describe('widths', () => {
  test.each([
    ['abc', 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['👍', 2],
  ])('%s takes %i columns', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  test('a cut text says so, and no character is cut in half', () => {
    expect(fitted('abcdef', 4)).toBe('abc…');
    expect(fitted('日本語', 4)).toBe('日…');
    expect(fitted('abc', 3)).toBe('abc');
    expect(fitted('abc', 0)).toBe('');
  });
});
