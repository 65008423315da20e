import { describe, expect, test } from '@jest/globals';
import { acceptComment } from '../../src/commands/accept.js';
import { reconcile } from '../../src/commands/reconcile.js';
import { firstNonce, runIdFor } from '../../src/run/ids.js';
import { hastyClock } from '../github/stepped-clock.js';
import { AT, createHub, eventOf, type Hub, portsOf, recordOf } from './fake-github.js';

const RUN = '20260101T000000Z-aaaaaa';
const NEXT = { 'run-id': RUN, nonce: `next-${RUN}` };
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function say(hub: Hub, body: string, options: { id?: number; ports?: ReturnType<typeof portsOf> } = {}) {
  return acceptComment(eventOf(hub, body, { id: options.id ?? 100 }), options.ports ?? portsOf(hub));
}

/** A run whose lease names workflow run 900, which GitHub knows in this state; null: deleted. */
function heldRun(status: string | null): Hub {
  const hub = createHub();
  hub.runs.set(RUN, recordOf(RUN, { lease: { workflow_run_id: '900', attempt: 1, nonce: 'old' } }));
  if (status !== null) {
    hub.workflowRuns.set('900', status);
  }
  return hub;
}

describe('a run whose lease outlived its holder', () => {
  test.each([
    ['rebuy', 'completed'],
    ['rebuy', null],
    ['fold', 'completed'],
    ['fold', null],
  ] as const)('%s, its workflow run being %s: dispatches the next shift', async (verb, status) => {
    const hub = heldRun(status);
    expect(await say(hub, `/pitboss ${verb}`)).toMatchObject({
      results: [{ outcome: { kind: 'accepted', runId: RUN } }],
    });
    expect(hub.dispatches).toEqual([{ ref: 'main', inputs: NEXT }]);
    expect(hub.answers).toEqual([]);
  });

  test.each(['in_progress', 'queued'])(
    'while the workflow run is %s, rebuy is told that it is at work',
    async (status) => {
      const hub = heldRun(status);
      await say(hub, '/pitboss rebuy');
      expect([hub.triggers.size, hub.dispatches.length]).toEqual([0, 0]);
      expect(hub.answers[0]?.body).toContain(
        `is at work. \`/pitboss status\` shows how far it is; \`/pitboss fold ${RUN}\``,
      );
    },
  );

  test('a lease of another machine than GitHub’s is not taken from it', async () => {
    const hub = createHub();
    hub.runs.set(RUN, recordOf(RUN, { lease: { workflow_run_id: 'local:host:1:2', attempt: 1, nonce: 'old' } }));
    await say(hub, '/pitboss rebuy');
    expect(hub.answers[0]?.body).toContain('is at work');
  });

  test('a deleted workflow run is given up by reconciliation when a person asked, and by time alone never', async () => {
    const since = '2026-01-01T00:00:00Z';
    const asked = heldRun('in_progress');
    await say(asked, '/pitboss fold');
    asked.workflowRuns.delete('900');
    expect(asked.dispatches).toEqual([]);
    expect((await reconcile(portsOf(asked), since)).dispatched).toEqual([RUN]);
    const forgotten = heldRun(null);
    const at = (days: number) => portsOf(forgotten, hastyClock(Date.parse(AT) + days * DAY));
    expect((await reconcile(at(34), since)).dispatched).toEqual([]);
    expect((await reconcile(at(365), since)).dispatched).toEqual([]);
  });
});

describe('a run that was accepted and never began', () => {
  test('is dispatched again by rebuy, though its play was long ago', async () => {
    const hub = createHub();
    await say(hub, '/pitboss play');
    const run = runIdFor(AT, '100-0');
    hub.workflowRuns.set('1', 'completed');
    await say(hub, '/pitboss rebuy', { id: 101 });
    expect(hub.triggers.get('101-0')).toMatchObject({ verb: 'rebuy', run_id: run });
    expect(hub.dispatches.map(({ inputs }) => inputs.nonce)).toEqual([firstNonce(run), firstNonce(run)]);
    expect(hub.answers).toEqual([]);
  });

  test('is not what rebuy without an id means while a halted run of the issue waits for it', async () => {
    const hub = createHub();
    hub.runs.set(RUN, recordOf(RUN, { status: 'halted' }));
    await say(hub, '/pitboss play');
    await say(hub, '/pitboss rebuy', { id: 101 });
    await say(hub, '/pitboss rebuy', { id: 102 });
    expect(['101-0', '102-0'].map((key) => hub.triggers.get(key)?.run_id)).toEqual([RUN, runIdFor(AT, '100-0')]);
  });

  test('is not dispatched twice while its workflow run is on its way', async () => {
    const hub = createHub();
    await say(hub, '/pitboss play');
    await say(hub, '/pitboss rebuy', { id: 101 });
    expect(hub.dispatches).toHaveLength(1);
  });

  test.each(['rebuy', 'fold'])('gets new attempts by %s, as often as people ask for it', async (verb) => {
    const hub = createHub();
    hub.runs.set(RUN, recordOf(RUN, { status: 'queued' }));
    const clock = hastyClock();
    const ports = portsOf(hub, clock);
    const endAll = () =>
      hub.dispatches.forEach((_, index) => void hub.workflowRuns.set(String(index + 1), 'completed'));
    for (let hour = 0; hour < 24; hour += 1) {
      await reconcile(ports, '2026-01-01T00:00:00Z');
      endAll();
      await clock.step(60 * MINUTE);
    }
    expect(hub.dispatches).toHaveLength(8);
    for (const id of [201, 202]) {
      const before = hub.dispatches.length;
      await say(hub, `/pitboss ${verb}`, { id, ports });
      expect(hub.dispatches).toHaveLength(before + 1);
      endAll();
      await clock.step(60 * MINUTE);
    }
    expect(hub.reactions.filter(([, content]) => content === '-1')).toEqual([]);
  });
});
