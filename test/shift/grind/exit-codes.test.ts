import { describe, expect, test } from '@jest/globals';
import type { GrindState } from '../../../src/grind/grind-state.js';
import { halts } from '../../../src/run/halts.js';
import type { Halt, RunRecord } from '../../../src/run/record.js';
import { exitCodeOf } from '../../../src/shift/exit-code.js';
import { grindRecord } from '../../run/grind/samples.js';

const code = (fields: Partial<RunRecord>, grind: Partial<GrindState> = {}) =>
  exitCodeOf({ kind: 'ended', record: grindRecord(fields, grind), planText: '' });
const halted = (halt: Halt, grind: Partial<GrindState> = {}) => code({ status: 'halted', halt }, grind);
const CLEAN = { counts: { ok: 2, skipped: 1, discarded: 1, conflict: 1 } };

describe('the exit code of a grind run', () => {
  test('is 0 where no session failed, however it stopped handing out sessions', () => {
    expect(code({ status: 'finished' }, CLEAN)).toBe(0);
    expect(code({ status: 'waiting', wait: halts.interrupted() }, CLEAN)).toBe(0);
    const wait = { ...halts.interrupted(), code: 'paused' };
    expect(code({ status: 'waiting', wait }, CLEAN)).toBe(0);
  });

  test('is 1 where one failed or ran out of time, in this shift or before', () => {
    expect(code({ status: 'finished' }, { counts: { ok: 5, error: 1 } })).toBe(1);
    expect(code({ status: 'finished' }, { counts: { ok: 5, timeout: 1 } })).toBe(1);
    const wait = { ...halts.interrupted(), code: 'paused' };
    expect(code({ status: 'waiting', wait }, { counts: { error: 1 } })).toBe(1);
  });

  test('is 2 where it was interrupted or folded, 3 for its budget, 5 for failures in a row, whatever its sessions came to', () => {
    expect(halted(halts.interrupted(), CLEAN)).toBe(2);
    expect(code({ status: 'folded' }, { counts: { error: 4 } })).toBe(2);
    const spent = halts.grindBudgetSpent({ kind: 'iterations', key: 'max_iterations', text: 'max-iterations reached' });
    expect(halted(spent, { counts: { error: 4 } })).toBe(3);
    expect(halted(halts.failureLimit(3, null), { counts: { error: 3 } })).toBe(5);
  });

  test('is 4 where nothing was ever handed out or its prompts changed, and 1 for any other halt', () => {
    expect(halted(halts.promptsChanged(['new'], []))).toBe(4);
    expect(halted(halts.agentMissing('codex', 'no program'), { last_seq: 0 })).toBe(4);
    expect(halted(halts.agentMissing('codex', 'no program'))).toBe(1);
    expect(halted(halts.secretFound(['a.txt']))).toBe(1);
    const spent = halts.grindBudgetSpent({ kind: 'until', key: 'until', text: 'until reached' });
    expect(halted(spent, { last_seq: 0 })).toBe(3);
  });
});
