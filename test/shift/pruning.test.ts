import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Clock } from '../../src/base/clock.js';
import { systemClock } from '../../src/base/system-clock.js';
import type { Config } from '../../src/config/config.js';
import { firstNonce, runIdFor } from '../../src/run/ids.js';
import { shellAgent } from '../work/support.js';
import { type ShiftScene, shiftScene } from './support.js';

let world: ShiftScene;
beforeEach(async () => {
  world = await shiftScene({ phases: 1 });
});
afterEach(() => world.dispose());

const keep =
  (runs: number) =>
  (config: Config): Config => ({ ...config, ledger: { ...config.ledger, keep_runs: runs } });
/** Stands still at so many days after the commands. */
const clockAfter = (days: number): Clock => ({
  ...systemClock,
  now: () => Date.parse('2026-03-01T23:00:00.000Z') + days * 86_400_000,
});
const files = () => world.remoteGit('ls-tree', '-r', '--name-only', 'refs/heads/pitboss/ledger').split('\n');

/** Another run of the same plan. */
async function another(hour: number): Promise<string> {
  const at = `2026-03-01T${hour}:00:00.000Z`;
  const runId = runIdFor(at, `later-${hour}-${process.pid}`);
  await world.command('play', { key: `later-${hour}-${process.pid}`, at, run_id: runId });
  return runId;
}

test('the commit that ends a run removes what became too old, with its kept trees; its command stays and starts nothing', async () => {
  // A unit that was stopped leaves its tree behind when its run is folded.
  const clock = clockAfter(0);
  await world.shift({ clock, agent: shellAgent({ implementer: 'echo half > half.txt; exit 1' }), config: keep(1) });
  await world.command('fold');
  await world.shift({ clock, config: keep(1) });
  expect(await world.record()).toMatchObject({ status: 'folded' });
  const kept = () => world.remoteGit('for-each-ref', '--format=%(refname)', 'refs/pitboss/wip');
  expect(kept()).toContain(world.runId);

  const second = await another(11);
  await world.shift({ runId: second, nonce: firstNonce(second), config: keep(1), clock: clockAfter(1) });
  expect((await world.record(second)).status).toBe('finished');
  expect(files().filter((path) => path.startsWith(`runs/${world.runId}/`))).toEqual([]);
  expect(files().filter((path) => path.startsWith('triggers/'))).toHaveLength(3);
  expect(kept()).toBe('');
  expect(world.tip(`refs/heads/pitboss/play/${world.runId}`)).not.toBeNull();

  const again = await world.shift({ nonce: firstNonce(world.runId), config: keep(1) });
  expect(again.outcome).toMatchObject({ kind: 'declined', code: 'over' });
  expect((await world.inbox.read()).pruned?.runs[world.runId]).toMatchObject({ status: 'folded', issue: 3 });
});

test('with room for both nothing goes, and nothing is noted', async () => {
  await world.shift({ config: keep(2) });
  const second = await another(11);
  await world.shift({ runId: second, nonce: firstNonce(second), config: keep(2) });
  expect(files().filter((path) => path.endsWith('run.json'))).toHaveLength(2);
  expect(files()).not.toContain('pruned.json');
});

test('commands that are older than 35 days go with their runs, and nothing is left to be noted', async () => {
  await world.shift({ config: keep(1), clock: clockAfter(0) });
  const second = await another(11);
  await world.shift({ runId: second, nonce: firstNonce(second), config: keep(1), clock: clockAfter(40) });
  expect(files().filter((path) => path.startsWith('triggers/'))).toEqual([expect.stringContaining('later-11')]);
  const { pruned } = await world.inbox.read();
  expect(pruned).toMatchObject({ runs: {}, spent_usd_by_issue: { 3: 0.5 } });
});
