import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spentUsd } from '../../src/run/budget.js';
import { firstNonce, runIdFor } from '../../src/run/ids.js';
import { exitCodeOf } from '../../src/shift/exit-code.js';
import type { ShiftPorts } from '../../src/shift/ports.js';
import { script } from '../git/support.js';
import { type Shifted, type ShiftScene, shiftScene } from './support.js';

let world: ShiftScene;
beforeEach(async () => {
  world = await shiftScene();
});
afterEach(() => world.dispose());

const codeOf = ({ outcome }: Shifted) => exitCodeOf(outcome);
const haltOf = async () => (await world.record()).halt?.code;

/** A shift whose process is gone the moment it starts an agent: it writes nothing more. */
async function dies(ports: Partial<ShiftPorts> = {}): Promise<void> {
  const run = () => Promise.reject(new TypeError('the machine is gone'));
  await expect(world.shift({ ports: { ...ports, run } })).rejects.toThrow('the machine is gone');
}

describe('who may take a run', () => {
  test('a second shift with the same nonce declines', async () => {
    await world.shift();
    const again = await world.shift({ nonce: firstNonce(world.runId) });
    expect(again.outcome).toMatchObject({ kind: 'declined', code: 'stale_nonce' });
    expect([codeOf(again), again.started]).toEqual([0, []]);
  });

  test('of two shifts that start together with one nonce, one works', async () => {
    const both = await Promise.all([world.shift(), world.shift()]);
    const second = both.find(({ outcome }) => outcome.kind !== 'ended');
    expect(second?.outcome).toMatchObject({ kind: 'declined', code: 'stale_nonce' });
    expect(both.map(codeOf)).toEqual([0, 0]);
    expect(both.flatMap(({ started }) => started)).toEqual(['01', '02']);
    expect(world.subjects()).toHaveLength(2);
  });

  test('a run that is held is taken over only when its holder has ended, and what that one had reserved is spent', async () => {
    await dies();
    const held = await world.shift();
    expect(held.outcome).toMatchObject({ kind: 'declined', code: 'held' });
    expect(codeOf(held)).toBe(4);
    const after = await world.shift({ ports: { holderEnded: async () => true } });
    expect(codeOf(after)).toBe(0);
    const record = await world.record();
    expect(record.usage.unsettled_usd).toBe(10);
    expect(spentUsd(record)).toBe(11);
  });

  test('two shifts in a row that end before any work halt the run', async () => {
    const ended = { holderEnded: async () => true };
    await dies(ended);
    await dies(ended);
    const third = await world.shift({ ports: ended });
    expect([codeOf(third), third.started]).toEqual([1, []]);
    expect(await haltOf()).toBe('no_progress');
  });

  test('a person who says go on after two such shifts is not told to say it again', async () => {
    const ended = { holderEnded: async () => true };
    await dies(ended);
    await dies(ended);
    await world.command('rebuy');
    expect(codeOf(await world.shift({ ports: ended }))).toBe(0);
    expect(await world.record()).toMatchObject({ status: 'finished', halt: null });
  });

  test('a second run waits for its turn, and takes it when the first is over', async () => {
    const at = '2026-03-01T11:00:00.000Z';
    const second = runIdFor(at, 'later');
    await world.command('play', { key: 'later', at, run_id: second });
    const waiting = await world.shift({ runId: second, nonce: firstNonce(second) });
    expect(waiting.outcome).toMatchObject({
      kind: 'declined',
      code: 'queued',
      // Nobody dispatches anything here: there is no GitHub.
      reason: expect.stringMatching(
        /nothing starts it by itself: `pitboss rebuy \S+` does.*The first in line is (\S+): `pitboss status \1`/,
      ),
    });
    expect(waiting.outcome).not.toMatchObject({ reason: expect.stringContaining(`first in line is ${second}`) });
    expect(codeOf(waiting)).toBe(0);
    await world.shift();
    expect(codeOf(await world.shift({ runId: second, nonce: firstNonce(second) }))).toBe(0);
    expect((await world.record(second)).status).toBe('finished');
  });
});

test('a commit whose record was lost is adopted once, and its money counts', async () => {
  world.remoteGit('config', 'receive.advertiseAtomic', 'false');
  const hook = join(world.remote, 'hooks/update');
  const refuse = 'case "$1" in refs/heads/pitboss/ledger|refs/pitboss/*) exit 1;; esac';
  const first = await world.shift({ onTell: (event) => event.kind === 'tests_skipped' && script(hook, refuse) });
  expect(first.outcome.kind).toBe('lost');
  expect(codeOf(first)).toBe(1);
  script(hook, 'exit 0');
  const second = await world.shift({ ports: { holderEnded: async () => true } });
  expect(codeOf(second)).toBe(0);
  expect(second.started).toEqual(['02']);
  expect(world.subjects()).toEqual(['[pitboss] phase 01: Title 01', '[pitboss] phase 02: Title 02']);
  expect(await world.record()).toMatchObject({ completed: ['01', '02'], status: 'finished' });
});
