import { expect, test } from '@jest/globals';
import { applyTrigger } from '../../../src/run/commands/apply-trigger.js';
import { NOW, record, trigger } from '../samples.js';

const rebuy = (sweep: 'force' | 'skip') => trigger('rebuy', 'k2', { sweep });

test.each(['halted', 'running'] as const)('a word on sweeps counts for a run that is %s', (status) => {
  const before = record({ status, completed: ['01'], pending_sweep: false });
  const forced = applyTrigger(before, rebuy('force'), NOW);
  expect(forced).toMatchObject({ ok: true, value: { sweep_override: 'force', pending_sweep: true } });
  const skipped = applyTrigger({ ...before, pending_sweep: true }, rebuy('skip'), NOW);
  expect(skipped).toMatchObject({ ok: true, value: { sweep_override: 'skip', pending_sweep: false } });
});

test('a run that is over takes none', () => {
  expect(applyTrigger(record({ status: 'finished' }), rebuy('force'), NOW).ok).toBe(false);
});
