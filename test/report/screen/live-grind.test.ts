import { describe, expect, test } from '@jest/globals';
import type { SessionStatus } from '../../../src/grind/session-record.js';
import { liveBlock } from '../../../src/report/screen/live-block.js';
import { type LiveState, liveState, withEvent } from '../../../src/report/screen/live-state.js';
import type { ShiftEvent } from '../../../src/report/shift-event.js';
import { session } from '../grind/samples.js';

const START = Date.parse('2026-03-01T10:00:00Z');
const WIDE = { columns: 120, rows: 40 };

const started = (seq: number, prompt: string): ShiftEvent => {
  return { kind: 'session_started', seq, prompt, parallelSafe: true, resumedAt: null };
};
const ended = (seq: number, status: SessionStatus): ShiftEvent => {
  return { kind: 'session_ended', session: session({ seq, status }), seconds: 1 };
};

/** The state after events that come ten seconds apart. */
function stateAfter(events: readonly ShiftEvent[]): LiveState {
  return events.reduce((state, event, index) => withEvent(state, event, START + index * 10_000), liveState(START));
}

describe('the live block of a grind run', () => {
  test('shows the session at work, a mark for each that ended, and what is used of the budgets', () => {
    const state = stateAfter([
      started(1, 'docs'),
      ended(1, 'ok'),
      { kind: 'budget_use', used: ['1 of 20 sessions', '$0.5000 of $5.0000'] },
      started(2, 'lint'),
      ended(2, 'skipped'),
      started(3, 'docs'),
      { kind: 'agent_text', text: 'Looking around.\n' },
    ]);
    expect(liveBlock(state, START + 65_000, WIDE)).toEqual([
      'session 0003 docs 15s  +s>',
      '  preparing for 15s — Looking around.',
      '  tests: none yet · 0 tokens · $0.0000 · 1m 05s · 1 of 20 sessions · $0.5000 of $5.0000',
    ]);
  });

  test('names several sessions at once, in the order of their numbers', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const state = stateAfter([...names.map((name, index) => started(6 - index, name)), ended(1, 'ok')]);
    expect(liveBlock(state, START + 60_000, WIDE)[0]).toBe(
      '5 sessions 0002 e 20s, 0003 d 30s, 0004 c 40s, 0005 b 50s, and 1 more  +>>>>>',
    );
    expect(liveBlock(state, START + 60_000, { columns: 60, rows: 5 })).toEqual([
      '5 at work, session ok · $0.0000 · 1m 00s',
    ]);
  });

  test('has a mark for each way in which a session can end', () => {
    const ends = ['ok', 'error', 'timeout', 'aborted', 'skipped', 'discarded', 'conflict'] as const;
    const state = stateAfter(ends.flatMap((status, index) => [started(index + 1, 'x'), ended(index + 1, status)]));
    expect(liveBlock(state, START, WIDE)[0]).toBe('between sessions  +xtas-!');
  });

  test('keeps the newest thirty marks', () => {
    const events = Array.from({ length: 40 }, (_, index) => ended(index + 1, index < 10 ? 'error' : 'ok'));
    expect(liveBlock(stateAfter(events), START, WIDE)[0]).toBe(`between sessions  ${'+'.repeat(30)}`);
  });
});
