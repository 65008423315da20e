import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { placeInQueue } from '../../../src/run/queue.js';
import { exitCodeOf } from '../../../src/shift/exit-code.js';
import { shellAgent } from '../../work/support.js';
import type { ShiftOptions } from '../support.js';
import { type GrindScene, grindScene, materialOf, promptOf, withGrind } from './support.js';

jest.setTimeout(120_000);

let world: GrindScene;
beforeEach(async () => {
  world = await grindScene();
});
afterEach(() => world.dispose());

const SPEAKS = `echo '{"type":"text","text":"at work"}'`;
/** Its first session hangs with half a change; all others write a file. */
const HANGS_FIRST = shellAgent({
  implementer: `if [ "$PITBOSS_SESSION_SEQ" = 1 ]; then echo half > half.txt; ${SPEAKS}; sleep 60; fi; echo more > "$PITBOSS_SESSION_SEQ.txt"`,
});
const LATER = { at: '2099-01-01T00:00:00.000Z' };
const THREE = materialOf([promptOf('alpha', { max_runs: 3 })]);
const keptTree = (seq: string) => world.tip(`refs/pitboss/wip/${world.runId}/session/${seq}-alpha`);

/** Says something once the agent of the first session is at work. */
function whileAtWork(say: () => unknown): ShiftOptions {
  let said = false;
  const onTell: ShiftOptions['onTell'] = (event) => {
    if (event.kind === 'agent_text' && !said) {
      said = true;
      void say();
    }
  };
  return { agent: HANGS_FIRST, pollMs: 50, onTell };
}

describe('a session at work', () => {
  test('is skipped on a word from outside: its tree is kept, and the run goes on', async () => {
    const { outcome } = await world.grind(
      THREE,
      whileAtWork(() => world.command('skip', LATER)),
    );
    expect(world.sessions().map(({ status, commit }) => [status, commit !== null])).toEqual([
      ['skipped', false],
      ['ok', true],
      ['ok', true],
    ]);
    expect(keptTree('0001')).toBe(world.tip(world.sessions()[0]?.kept ?? 'none'));
    expect(exitCodeOf(outcome)).toBe(0);
    expect((await world.record()).applied_triggers).toHaveLength(2);
  });

  test('is over when the run is folded: recorded as aborted with its tree, and no other begins', async () => {
    const { outcome } = await world.grind(
      THREE,
      whileAtWork(() => world.command('fold')),
    );
    expect(world.sessions()).toMatchObject([{ seq: 1, status: 'aborted', commit: null }]);
    expect(world.remoteGit('show', `${keptTree('0001')}:half.txt`)).toBe('half');
    const record = await world.record();
    expect(record).toMatchObject({ status: 'folded', orders: {}, lease: null, grind: { counts: { aborted: 1 } } });
    expect(exitCodeOf(outcome)).toBe(2);
  });

  test('is kept when the process is told to stop, and is recorded as aborted if the run is folded then', async () => {
    const stop = new AbortController();
    const { outcome } = await world.grind(THREE, { ...whileAtWork(() => stop.abort()), signal: stop.signal });
    expect(exitCodeOf(outcome)).toBe(2);
    expect(await world.record()).toMatchObject({ status: 'halted', halt: { code: 'interrupted' } });
    expect(world.sessions()).toEqual([]);
    const kept = keptTree('0001');
    expect(kept).not.toBeNull();
    await world.command('fold');
    await world.grind(THREE);
    expect(world.sessions()).toMatchObject([{ seq: 1, status: 'aborted', summary: expect.any(String) }]);
    expect(world.tip(world.sessions()[0]?.kept ?? 'none')).toBe(kept);
    expect(await world.record()).toMatchObject({ status: 'folded', grind: { counts: { aborted: 1 }, iterations: 1 } });
  });
});

describe('a pause', () => {
  test('from the terminal lets the session at work end, begins no other, and holds no place in the queue', async () => {
    const drain = new AbortController();
    const onTell: ShiftOptions['onTell'] = (event) =>
      event.kind === 'session_started' && event.seq === 2 && drain.abort();
    const { outcome } = await world.grind(THREE, { onTell, ports: { drain: drain.signal } });
    expect(world.sessions().map(({ seq, status }) => [seq, status])).toEqual([
      [1, 'ok'],
      [2, 'ok'],
    ]);
    expect(exitCodeOf(outcome)).toBe(0);
    const record = await world.record();
    expect(record).toMatchObject({ status: 'waiting', wake_at: null, lease: null, wait: { code: 'paused' } });
    expect(record.grind).toMatchObject({ pausing: true, stop: { reason: 'drained' } });
    const other = `${world.runId.slice(0, -6)}ffffff`;
    await world.command('grind', { ...world.starts, run_id: other });
    expect(placeInQueue(await world.inbox.read(), other, 1)).toBe(0);
    await world.command('rebuy');
    await world.grind(THREE);
    expect(world.sessions().map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await world.record()).toMatchObject({ status: 'finished', grind: { stop: { reason: 'completed' } } });
  });

  test('by a command, taken back by a rebuy before the session has ended, changes nothing', async () => {
    const words = whileAtWork(async () => {
      await world.command('pause', LATER);
      await world.command('rebuy', LATER);
      await world.command('skip', LATER);
    });
    await world.grind(THREE, words);
    expect(await world.record()).toMatchObject({ status: 'finished', grind: { iterations: 3, pausing: false } });
  });
});

describe('a larger budget', () => {
  test('counts for a run at work from its next session on, up to what the configuration allows', async () => {
    const config = withGrind({ budgets: { max_iterations: 1 }, maximum: { max_iterations: 2 } });
    const words = whileAtWork(async () => {
      await world.command('rebuy', { ...LATER, budgets: { max_iterations: 5 } });
      await world.command('skip', LATER);
    });
    const { outcome } = await world.grind(THREE, { ...words, config });
    expect(world.sessions().map(({ seq }) => seq)).toEqual([1, 2]);
    expect(exitCodeOf(outcome)).toBe(3);
    expect((await world.record()).grind).toMatchObject({ in_force: { max_iterations: 2 }, stop: { reason: 'budget' } });
  });
});
