import { expect, test } from '@jest/globals';
import type { LedgerState } from '../../src/ledger/ledger.js';
import type { Trigger } from '../../src/run/trigger.js';
import { watch } from '../../src/shift/watch.js';
import { record } from '../run/samples.js';
import { steppedClock } from './support.js';

const RUN = record();

function ledgerWith(...verbs: readonly Trigger['verb'][]): LedgerState {
  const triggers = verbs.map(
    (verb, index): Trigger => ({
      schema: 1,
      key: `command-${index}`,
      verb,
      at: '2026-11-20T13:45:19.000Z',
      run_id: RUN.run_id,
      actor: { login: 'ada', id: 7, permission: 'write' },
      source: { event: 'issue_comment', comment_id: index, url: null },
      issue: { number: 3, title: 'Build it' },
      plan: null,
      base: null,
    }),
  );
  return { tip: 'a'.repeat(40), triggers, runs: new Map([[RUN.run_id, RUN]]), spend: new Map(), problems: [] };
}

test('a look at the ledger that ends late makes nobody forget a command that was seen meanwhile', async () => {
  const looks: ((state: LedgerState) => void)[] = [];
  const clock = steppedClock();
  const watching = watch({
    ports: { signal: new AbortController().signal, pollMs: 1_000, tell: () => {} },
    request: { runId: RUN.run_id, holder: { workflow_run_id: '1', attempt: 1 }, startedAt: null },
    read: () => new Promise((resolve) => looks.push(resolve)),
    clock,
    minutes: 330,
  });
  clock.advance(1_000);
  await Promise.resolve();
  expect(looks).toHaveLength(1);
  watching.observe(ledgerWith('play', 'fold'));
  looks[0]?.(ledgerWith('play'));
  await new Promise(setImmediate);
  expect(watching.signal.reason).toBe('fold');
  expect(watching.newCommands().map(({ verb }) => verb)).toEqual(['fold']);
  watching.stop();
});
