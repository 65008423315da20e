import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { acceptLabel } from '../../../src/commands/occasions/accept-label.js';
import { labelEventOf } from '../../../src/commands/occasions/label-event.js';
import { firstNonce } from '../../../src/run/ids.js';
import { triggerSchema } from '../../../src/run/trigger.js';
import '../../support/property-seed.js';
import { AT, githubFault, type Hub, portsOf } from '../fake-github.js';
import { grindHub } from './grind-hub.js';

interface Put {
  readonly label?: string;
  readonly at?: string;
  readonly login?: string;
  readonly type?: string;
  readonly action?: string;
}

function payload({ label = 'pitboss:grind', at = AT, login = 'ann', type = 'User', action = 'labeled' }: Put = {}) {
  return {
    action,
    label: { name: label },
    issue: { number: 3, title: 'Build it', html_url: 'https://github.test/o/r/issues/3', updated_at: at },
    sender: { login, id: 55, type },
  };
}

async function put(hub: Hub, what: Put = {}, ports = portsOf(hub)) {
  const event = labelEventOf(payload(what));
  return event === null ? null : acceptLabel(event, ports);
}

const triggers = (hub: Hub) => [...hub.triggers.values()];

describe('the label pitboss:grind', () => {
  test('starts a grind run of the configured rotation for its issue, as the command would', async () => {
    const hub = grindHub();
    expect(await put(hub)).toMatchObject({ kind: 'accepted' });
    const [trigger] = triggers(hub);
    expect(triggerSchema.parse(trigger)).toMatchObject({
      verb: 'grind',
      key: expect.stringMatching(/^label-[0-9a-f]{32}$/),
      actor: { login: 'ann', id: 55, permission: 'write' },
      source: { event: 'issues', comment_id: null },
      issue: { number: 3, title: 'Build it' },
      grind_request: { rotation: null, budgets: {}, carry: false },
      base: { ref: 'main', sha: 'base-sha' },
    });
    const runId = trigger?.run_id ?? '';
    expect(hub.dispatches).toEqual([{ ref: 'main', inputs: { 'run-id': runId, nonce: firstNonce(runId) } }]);
    expect(hub.answers).toEqual([]);
  });

  test('names the rotation behind a slash, in any case of its own part', async () => {
    const hub = grindHub();
    await put(hub, { label: 'Pitboss:Grind/nightly' });
    expect(triggers(hub)[0]?.grind_request?.rotation).toBe('nightly');
  });

  test.each(['bug', 'pitboss:grinder', 'not pitboss:grind', 'pitboss:'])('is not %s', async (label) => {
    const hub = grindHub();
    expect(await put(hub, { label })).toEqual({ kind: 'ignored' });
    expect(hub.calls).toEqual([]);
  });

  test('counts when a person puts it on: not when a bot does, and not when it is taken off', () => {
    expect(labelEventOf(payload({ type: 'Bot' }))).toBeNull();
    expect(labelEventOf(payload({ action: 'unlabeled' }))).toBeNull();
    expect(labelEventOf({ action: 'labeled' })).toBeNull();
  });

  test.each([
    ['somebody without the permission', { login: 'eve' }, 'needs the permission **write**'],
    ['a rotation that does not exist', { label: 'pitboss:grind/weekly' }, 'There is no rotation \\`weekly\\`'],
    ['what cannot be a rotation', { label: 'pitboss:grind/../x' }, 'cannot be the name of a rotation'],
  ] as const)('by or for %s is refused once, below the issue', async (_name, what, text) => {
    const hub = grindHub();
    for (const ports of [portsOf(hub), portsOf(hub)]) {
      expect(await put(hub, what, ports)).toEqual({ kind: 'refused' });
    }
    expect(triggers(hub)).toEqual([]);
    expect(hub.answers).toHaveLength(1);
    expect(hub.answers[0]).toMatchObject({ issue: 3, body: expect.stringContaining(text) });
    expect(hub.answers[0]?.body).toContain('About the label');
  });

  test('is not believed where the permission cannot be asked', async () => {
    const hub = grindHub();
    hub.faults.set('permission', { error: githubFault('github_unavailable'), times: 1 });
    expect(await put(hub)).toEqual({ kind: 'refused' });
    expect(hub.answers[0]?.body).toContain('could not be checked');
  });

  test('says so where GitHub does not start the workflow', async () => {
    const hub = grindHub();
    hub.faults.set('dispatch', { error: githubFault('github_not_found', 'Not Found'), times: 1 });
    expect(await put(hub)).toMatchObject({ kind: 'accepted' });
    expect(hub.answers[0]?.body).toContain('GitHub does not start its workflow');
  });

  test('taken off and put on again asks anew', async () => {
    const hub = grindHub();
    await put(hub);
    for (const [id, trigger] of hub.triggers) {
      hub.triggers.set(id, { ...trigger, grind_request: { rotation: 'another', budgets: {}, carry: false } });
    }
    await put(hub, { at: '2026-01-02T04:00:00Z' });
    expect(triggers(hub)).toHaveLength(2);
  });

  test('gives one trigger, dispatched at most once, in whatever order and however often two labels are delivered to two processes', async () => {
    const labels = ['pitboss:grind', 'pitboss:grind/nightly'];
    const delivery = fc.record({ label: fc.constantFrom(...labels), process: fc.integer({ min: 0, max: 1 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(delivery, { minLength: 1, maxLength: 8 }), async (deliveries) => {
        const hub = grindHub();
        const processes = [portsOf(hub), portsOf(hub)];
        for (const { label, process } of deliveries) {
          await put(hub, { label }, processes[process]);
        }
        const wanted = new Set(deliveries.map(({ label }) => label)).size;
        expect(triggers(hub)).toHaveLength(wanted);
        const nonces = hub.dispatches.map(({ inputs }) => inputs.nonce);
        expect(nonces.length).toBeGreaterThan(0);
        expect(new Set(nonces).size).toBe(nonces.length);
      }),
      { numRuns: 60 },
    );
  });
});
