import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RunFiles } from '../../../../src/land/run-files.js';
import { issued } from '../../../../src/run/advance.js';
import { halts } from '../../../../src/run/halts.js';
import type { InterruptReason } from '../../../../src/run/progress.js';
import type { Order } from '../../../../src/run/record.js';
import { carryWave, type WaveEnd, type WaveInput } from '../../../../src/shift/grind/wave/carry-wave.js';
import type { DetachedEnd } from '../../../../src/shift/grind/wave/detached-end.js';
import { handOut } from '../../../../src/shift/grind/wave/hand-out.js';
import { LEDGER } from '../../../land/support.js';
import { progress, RUN, spent } from '../../../run/samples.js';
import { BRANCH, endOf, parallel, prompts, type WaveScene, waveScene } from './scene.js';

const SECRET = 'sk-test-0123456789abcdef';
let world: WaveScene;
beforeEach(async () => {
  const material = prompts({ docs: { max_runs: 2 }, lint: { max_runs: 1 } });
  world = await waveScene({ 'a.txt': 'one\n' }, material, parallel(3), [SECRET]);
});
afterEach(() => world.dispose());

type Work = (order: Order, signal: AbortSignal) => Promise<DetachedEnd>;

/** One wave of the three sessions, handed out and worked off. `work`: by number. */
async function play(work: Readonly<Record<number, Work>>, change: Partial<WaveInput> = {}): Promise<WaveEnd> {
  const decision = world.decide(world.files);
  if (decision.kind !== 'wave') {
    throw new TypeError(`not a wave: ${decision.kind}`);
  }
  const out = await handOut(world.land, { ...world.files, record: issued(world.files.record, decision) });
  const files = out.kind === 'out' ? out.files : world.files;
  return carryWave(
    {
      ...world,
      tell: () => {},
      signal: new AbortController().signal,
      work: (order, signal) => (work[order.session?.seq ?? 0] ?? done({}))(order, signal),
      prove: () => undefined,
      steer: (record) => record,
      landed: async () => {},
      ...change,
    },
    files,
    decision.orders,
  );
}

/** A session that writes these files and ends by itself. */
function done(edits: Readonly<Record<string, string>>): Work {
  return async (order) => endOf(order, await world.tree(order, edits));
}

/** A session that writes these files and works until it is stopped. */
function until(edits: Readonly<Record<string, string>>, began: () => void = () => {}): Work {
  return async (order, signal) => {
    const dir = await world.tree(order, edits);
    began();
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve());
      if (signal.aborted) {
        resolve();
      }
    });
    const known = progress({ stage: 'implement', dispatches: 1, usage: spent(1) });
    return { ...endOf(order, dir), result: { kind: 'interruption', reason: 'deadline', progress: known } };
  };
}

function filesOf(end: WaveEnd): RunFiles {
  if (end.kind === 'lost') {
    throw new TypeError(end.reason);
  }
  return end.files;
}

const subjects = () => world.remoteGit('log', '--reverse', '--format=%s', `${world.base}..${BRANCH}`);
const wip = (name: string) => `refs/pitboss/wip/${RUN}/session/${name}`;
const kept = () => world.refs().filter((ref) => ref.startsWith('refs/pitboss/'));

/** What stops a shift once all of these have begun. */
function stopping(reason: InterruptReason, sessions: number) {
  const shift = new AbortController();
  let begun = 0;
  const began = (): void => {
    begun += 1;
    if (begun === sessions) {
      shift.abort(reason);
    }
  };
  return { signal: shift.signal, began };
}

describe('sessions side by side', () => {
  test('that have no time left are kept, each on the commit that it builds on, and what was complete lands', async () => {
    const { signal, began } = stopping('deadline', 2);
    const end = await play(
      { 1: until({ 'a.txt': 'half\n' }, began), 2: done({ 'b.txt': 'b\n' }), 3: until({ 'c.txt': 'c\n' }, began) },
      { signal },
    );
    expect(end).toMatchObject({ kind: 'interrupted', reason: 'deadline' });
    expect(subjects().split('\n')).toEqual([expect.stringContaining('0002')]);
    expect(kept()).toEqual([wip('0001-docs'), wip('0003-docs')]);
    expect(world.remoteGit('rev-parse', `${wip('0003-docs')}^`)).toBe(world.base);
    const { record } = filesOf(end);
    expect(Object.values(record.orders).map(({ unit, stage, base }) => [unit, stage, base])).toEqual([
      ['session/0001-docs', 'implement', world.base],
      ['session/0003-docs', 'implement', world.base],
    ]);
    expect(record.usage.by_role.implementer?.usd).toBe(3);
    const next = world.decide(filesOf(end));
    expect(next).toMatchObject({
      kind: 'wave',
      orders: [{ unit: 'session/0001-docs' }, { unit: 'session/0003-docs' }],
    });
  });

  test('are all kept in one push when the machine is about to end, the complete ones too', async () => {
    const { signal, began } = stopping('signal', 1);
    const before = Number(world.remoteGit('rev-list', '--count', LEDGER));
    const end = await play(
      { 1: until({ 'a.txt': 'half\n' }, began), 2: done({ 'b.txt': 'b\n' }), 3: done({ 'c.txt': 'c\n' }) },
      { signal },
    );
    expect(end).toMatchObject({ kind: 'interrupted', reason: 'signal' });
    expect(subjects()).toBe('');
    expect(kept()).toHaveLength(3);
    // One for the wave that is handed out, one for the three trees.
    expect(Number(world.remoteGit('rev-list', '--count', LEDGER))).toBe(before + 2);
  });

  test('stop when one of them finds what concerns the whole run, and the run halts with it', async () => {
    const halt = halts.internal('Somebody changed the policy.');
    const end = await play({
      1: until({ 'a.txt': 'half\n' }),
      2: async (order) => ({
        ...endOf(order, await world.tree(order, { 'b.txt': 'b\n' })),
        result: { kind: 'refusal', halt, progress: progress({ dispatches: 1, usage: spent(1) }) },
      }),
      3: until({}),
    });
    expect(end.kind).toBe('halted');
    expect(filesOf(end).record).toMatchObject({ status: 'halted', halt: { code: halt.code } });
    expect(Object.keys(filesOf(end).record.orders)).toHaveLength(3);
    expect(subjects()).toBe('');
    expect(kept()).toEqual([wip('0001-docs'), wip('0002-lint'), wip('0003-docs')]);
  });

  test('of which one left a secret in its tree halt, and that tree stays here', async () => {
    const end = await play({ 1: done({ 'a.txt': `key ${SECRET}\n` }), 2: done({ 'b.txt': 'b\n' }) });
    expect(filesOf(end).record).toMatchObject({ status: 'halted', halt: { code: 'secret_found' } });
    expect(kept()).toEqual([wip('0002-lint'), wip('0003-docs')]);
  });

  test('run once more, alone, where their merged tree breaks; and no further session begins before', async () => {
    const asked: string[] = [];
    const end = await play(
      { 1: done({ 'a.txt': 'two\n' }), 2: done({ 'b.txt': 'b\n' }), 3: done({ 'c.txt': 'c\n' }) },
      {
        prove:
          ({ order }) =>
          async () => {
            asked.push(order.unit);
            return order.session?.prompt === 'lint' ? 'refuted' : 'proved';
          },
      },
    );
    // The first one is as it was tested.
    expect(asked).toEqual(['session/0002-lint', 'session/0003-docs']);
    expect(subjects().split('\n')).toHaveLength(2);
    const next = world.decide(filesOf(end));
    expect(next).toMatchObject({
      kind: 'wave',
      orders: [
        { unit: 'session/0002-lint', base: filesOf(end).record.head_sha, session: { again: true, detached: false } },
      ],
    });
    expect(next.kind === 'wave' && next.orders).toHaveLength(1);
  });

  test('that cannot be merged a second time are left to people, with their tree', async () => {
    const edits = (text: string) => ({ 'a.txt': text });
    const end = await play({
      1: done(edits('two\n')),
      2: async (order) => {
        const again = order.session === undefined ? order : { ...order, session: { ...order.session, again: true } };
        return endOf(again, await world.tree(order, edits('three\n')));
      },
    });
    expect(filesOf(end).grind?.sessions[1]).toMatchObject({ status: 'conflict', commit: null, kept: wip('0002-lint') });
    expect(world.remoteGit('show', `${wip('0002-lint')}:a.txt`)).toBe('three');
    expect(world.remoteGit('rev-parse', `${wip('0002-lint')}^`)).toBe(world.base);
    expect(filesOf(end).record.grind?.counts).toEqual({ ok: 2, conflict: 1 });
  });

  test('keep nothing when another shift has taken the run over', async () => {
    const { signal, began } = stopping('lease_lost', 1);
    const end = await play({ 1: until({ 'a.txt': 'half\n' }, began) }, { signal });
    expect(end.kind).toBe('lost');
    expect(kept()).toEqual([]);
  });

  test('stop when one of them breaks down, before that is told', async () => {
    let stopped = false;
    const breaking = play({
      1: async (order, signal) => {
        const end = await until({})(order, signal);
        stopped = true;
        return end;
      },
      2: async () => {
        throw new TypeError('broken');
      },
    });
    await expect(breaking).rejects.toThrow('broken');
    expect(stopped).toBe(true);
  });
});
