import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RunFiles } from '../../../../src/land/run-files.js';
import { issued } from '../../../../src/run/advance.js';
import { sessionsInFlight } from '../../../../src/run/grind/session-order.js';
import type { Order } from '../../../../src/run/record.js';
import { artifactFiles } from '../../../../src/shift/grind/fleet/artifact.js';
import { readResult } from '../../../../src/shift/grind/fleet/read-result.js';
import { writeResult } from '../../../../src/shift/grind/fleet/write-result.js';
import type { DetachedEnd } from '../../../../src/shift/grind/wave/detached-end.js';
import { RUN } from '../../../run/samples.js';
import { endOf, parallel, prompts, type WaveScene, waveScene } from '../wave/scene.js';

const SECRET = 'sk-test-0123456789abcdef';
let world: WaveScene;
let files: RunFiles;
let order: Order;
let other: Order;
let folder: string;
beforeEach(async () => {
  const material = prompts({ docs: { max_runs: 1 }, lint: { max_runs: 1 } });
  world = await waveScene({ 'a.txt': 'one\n' }, material, parallel(2), [SECRET]);
  files = { ...world.files, record: issued(world.files.record, world.decide(world.files)) };
  const [first, second] = sessionsInFlight(files.record);
  if (first === undefined || second === undefined) {
    throw new TypeError('no wave');
  }
  [order, other] = [first, second];
  folder = join(world.root, 'artifact');
});
afterEach(() => world.dispose());

function write(end: DetachedEnd): Promise<boolean> {
  return writeResult({ land: world.land, files, config: world.config, folder }, end);
}

/** What the job that lands takes out of the folder, on a machine that has seen nothing of the session. */
async function received(of = order) {
  const repository = await world.open({ name: 'landing.git' });
  await repository.fetch([world.base]);
  return { repository, read: await readResult(repository, folder, { runId: RUN, order: of }) };
}

/** The result as somebody else would have written it. */
function tampered(change: (result: Record<string, unknown>) => unknown): void {
  const { result } = artifactFiles(folder);
  writeFileSync(result, JSON.stringify(change(JSON.parse(readFileSync(result, 'utf8')))));
}

describe('what a session on a machine of its own came to', () => {
  test('arrives as it was: how it ended, what it cost, and its tree', async () => {
    const end = endOf(order, await world.tree(order, { 'b.txt': 'b\n' }), { outcome: { summary: 'wrote b' } });
    expect(await write(end)).toBe(true);
    const { repository, read } = await received();
    expect(read).toMatchObject({ ok: true, value: { result: end.result } });
    const commit = read.ok ? read.value.commit : '';
    expect((await repository.readFile(commit, 'b.txt'))?.toString()).toBe('b\n');
    expect((await repository.readCommit(commit)).parents).toEqual([order.base]);
  });

  test('leaves the machine without a tree that holds a secret, and halts the run', async () => {
    await write(
      endOf(order, await world.tree(order, { 'b.txt': `key ${SECRET}\n` }), { outcome: { summary: SECRET } }),
    );
    expect(existsSync(artifactFiles(folder).bundle)).toBe(false);
    expect(readFileSync(artifactFiles(folder).result, 'utf8')).not.toContain(SECRET);
    const { read } = await received();
    expect(read).toMatchObject({ ok: true, value: { result: { kind: 'refusal', halt: { code: 'secret_found' } } } });
  });

  test('is nothing when the run is somebody else’s by now', async () => {
    const end = endOf(order, await world.tree(order, {}));
    const lost = { kind: 'interruption', reason: 'lease_lost', progress: end.result.progress } as const;
    expect(await write({ ...end, result: lost })).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('what comes from such a machine is not believed', () => {
  beforeEach(async () => {
    await write(endOf(order, await world.tree(order, { 'b.txt': 'b\n' })));
  });
  const reason = async (of = order) => {
    const { read } = await received(of);
    return read.ok ? 'believed' : read.error;
  };

  test('when it belongs to another order', async () => {
    expect(await reason(other)).toBe('it belongs to another order');
  });

  test('when it tells of more money than can have been spent, or of less than none', async () => {
    tampered((result) => ({ ...result, progress: { ...progressIn(result), unsettled_usd: 1_000_000 } }));
    expect(await reason()).toContain('were spent, of');
    tampered((result) => ({ ...result, progress: { ...progressIn(result), unsettled_usd: -1 } }));
    expect(await reason()).toContain('another form');
  });

  test.each([
    ['seconds', { seconds: 1e308 }],
    ['tokens', { output: Number.MAX_SAFE_INTEGER }],
    ['reasoning', { reasoning: Number.MAX_SAFE_INTEGER }],
    ['dispatches', { dispatches: Number.MAX_SAFE_INTEGER }],
  ])('when it tells of so many %s that the record could not be read any more with them', async (_, usage) => {
    tampered((result) => ({ ...result, progress: { ...progressIn(result), usage: { implementer: usage } } }));
    expect(await reason()).toContain('than can be');
  });

  test.each([
    ['dollars', { a: { usd: 1e308, tokens: 0, dispatches: 0 } }],
    ['tokens', { a: { usd: 0, tokens: Number.MAX_SAFE_INTEGER, dispatches: 0 } }],
    ['dispatches', { a: { usd: 0, tokens: 0, dispatches: Number.MAX_SAFE_INTEGER } }],
    ['words', { ['a'.repeat(10_000)]: { usd: 0, tokens: 0, dispatches: 0 } }],
    [
      'agents',
      Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`a${n}`, { usd: 0, tokens: 0, dispatches: 0 }])),
    ],
  ])('when it tells of agents with so many %s', async (_, by_agent) => {
    tampered((result) => ({ ...result, progress: { ...progressIn(result), by_agent } }));
    expect(await reason()).toContain('of its agents');
  });

  test.each([
    ['tests', { label: 'x', passed: true, summary: 'x'.repeat(300_000), seconds: 1 }],
    ['weakened', ['x'.repeat(300_000)]],
  ])('when its %s would fill the ledger', async (part, value) => {
    tampered((result) => ({ ...result, progress: { ...progressIn(result), [part]: value } }));
    expect(await reason()).toContain('longer than it can be');
  });

  test('when it brings what is not asked of it, or is no JSON, or no file', async () => {
    tampered((result) => ({ ...result, progress: { ...progressIn(result), baseline: { failures: ['all'] } } }));
    expect(await reason()).toContain('another form');
    writeFileSync(artifactFiles(folder).result, '{');
    expect(await reason()).toContain('another form');
    writeFileSync(artifactFiles(folder).result, ' '.repeat(5_000_000));
    expect(await reason()).toContain('more than');
    folder = join(world.root, 'empty');
    mkdirSync(folder);
    expect(await reason()).toContain('left no result');
    symlinkSync('/etc/hostname', artifactFiles(folder).result);
    expect(await reason()).toContain('left no result');
  });

  test('when its bundle is missing, or holds another commit than it says', async () => {
    tampered((result) => ({ ...result, commit: '1'.repeat(40) }));
    expect(await reason()).toContain('another commit than it says');
    writeFileSync(artifactFiles(folder).bundle, 'nothing');
    expect(await reason()).toContain('one commit on the base');
  });
});

function progressIn({ progress }: Record<string, unknown>): object {
  return typeof progress === 'object' && progress !== null ? progress : {};
}
