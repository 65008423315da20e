import { expect, test } from '@jest/globals';
import { acceptComment } from '../../src/commands/accept.js';
import { createHub, eventOf, portsOf, recordOf } from './fake-github.js';

const RUN = '20260101T000000Z-aaaaaa';

test('rebuy --adopt keeps the tip that the branch has while it is accepted', async () => {
  const hub = createHub();
  hub.runs.set(RUN, recordOf(RUN, { status: 'halted' }));
  await acceptComment(eventOf(hub, '/pitboss rebuy --adopt'), portsOf(hub));
  expect(hub.triggers.get('100-0')).toMatchObject({ verb: 'rebuy', run_id: RUN, adopt: { tip: 'base-sha' } });
});

test('rebuy --adopt of a run that never began is refused: it has no branch yet', async () => {
  const hub = createHub();
  await acceptComment(eventOf(hub, '/pitboss play', { id: 1 }), portsOf(hub));
  await acceptComment(eventOf(hub, '/pitboss rebuy --adopt', { id: 2 }), portsOf(hub));
  expect(hub.answers.at(-1)?.body).toContain('has not begun, so there is nothing to adopt');
  expect(hub.triggers.size).toBe(1);
});

test('rebuy --adopt of a run that writes a plan is refused: it never has a branch', async () => {
  const hub = createHub();
  hub.runs.set(RUN, recordOf(RUN, { kind: 'plan', status: 'halted', branch: '' }));
  await acceptComment(eventOf(hub, '/pitboss rebuy --adopt'), portsOf(hub));
  expect(hub.answers.at(-1)?.body).toContain('writes a plan and has no branch, so there is nothing to adopt');
  expect(hub.triggers.size).toBe(0);
});

test.each(['status', 'rebuy', 'fold'])('%s of a run that was removed from the ledger says so', async (verb) => {
  const hub = createHub();
  await acceptComment(eventOf(hub, '/pitboss play', { id: 1 }), portsOf(hub));
  const [play] = hub.triggers.values();
  const runId = play?.run_id ?? '';
  hub.pruned = { runs: { [runId]: { status: 'finished', ended_at: '2026-01-02T04:00:00Z', issue: 7 } } };
  await acceptComment(eventOf(hub, `/pitboss ${verb} ${runId}`, { id: 2 }), portsOf(hub));
  expect(hub.answers.at(-1)?.body).toMatch(/finished[\s\S]*emoved from the ledger/);
  expect(hub.triggers.size).toBe(1);
});
