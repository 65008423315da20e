import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { abortSession, landSession } from '../../../src/land/grind/land-session.js';
import type { RunFiles } from '../../../src/land/run-files.js';
import { git, write } from '../../git/support.js';
import { RUN } from '../../run/samples.js';
import { LEDGER } from '../support.js';
import { BRANCH, orderOf, SECRET, type SessionScene, sessionScene } from './session-scene.js';

let world: SessionScene;
afterEach(() => world.dispose());

const paths = (commit: string) => world.remoteGit('ls-tree', '-r', '--name-only', commit).split('\n');
const keptRef = (session: string) => `refs/pitboss/wip/${RUN}/session/${session}`;

/** Lands a session that is expected to land, or to run again; the files that the shift then holds. */
async function lands(
  seq: number,
  left: Record<string, string>,
  change: Parameters<SessionScene['session']>[2] = {},
): Promise<RunFiles & { readonly kind: string }> {
  const landing = await landSession(world.ports, await world.session(seq, left, change));
  if (landing.kind !== 'landed' && landing.kind !== 'again') {
    throw new TypeError(JSON.stringify(landing));
  }
  return { ...landing.files, kind: landing.kind };
}

describe('a session alone', () => {
  beforeEach(async () => {
    world = await sessionScene(1);
  });

  test('pushes commit, record, scratchpad, rotation and the next order together', async () => {
    const ledger = world.tip(LEDGER);
    await lands(1, { 'b.txt': 'two\n', '.pitboss/grind/summary.txt': 'x' }, { outcome: { scratchpad: 'seen b\n' } });
    const tip = world.tip(BRANCH) ?? '';
    expect([world.remoteGit('rev-parse', `${tip}^`), world.remoteGit('rev-parse', `${LEDGER}^`)]).toEqual([
      world.base,
      ledger,
    ]);
    expect(paths(tip)).toEqual(['a.txt', 'b.txt', 'shared.txt']);
    expect(JSON.parse(world.stored('sessions/0001.json'))).toMatchObject({
      ...{ seq: 1, prompt: 'docs', status: 'ok', summary: 'Did it.', commit: tip, kept: null, cost_usd: 0.5 },
      tokens: { input: 100, output: 10, by_role: { implementer: { input: 100, output: 10 } } },
    });
    expect(world.stored('scratchpad.md')).toBe('seen b');
    const record = world.storedRecord();
    expect(record).toMatchObject({ head_sha: tip, grind: { iterations: 1, last_seq: 2, counts: { ok: 1 } } });
    expect(orderOf(record, 2)).toMatchObject({ unit: 'session/0002-lint', base: tip, reserved_usd: 10 });
    // The pick of the session that ended, not the one that was drawn with this push.
    const rotation = JSON.parse(world.remoteGit('show', `${LEDGER}:grind/nightly.json`));
    expect(rotation).toMatchObject({ run_id: RUN, scheduler: { rotation: 1, runs_per_prompt: { docs: 1 } } });
  });

  test('makes a commit that tells which session of which run it is', async () => {
    const { nonce } = orderOf(world.files.record, 1);
    await lands(1, { 'b.txt': 'two\n' });
    expect(world.remoteGit('log', '-1', '--format=%B', BRANCH).split('\n').slice(0, 5)).toEqual([
      `[pitboss/grind] docs session-0001 (${RUN})`,
      '',
      `Pitboss-Run: ${RUN}`,
      'Pitboss-Unit: session/0001-docs',
      `Pitboss-Nonce: ${nonce}`,
    ]);
  });

  test('that changed nothing lands nothing, and ends well', async () => {
    await lands(1, {});
    expect(world.tip(BRANCH)).toBe(world.base);
    expect(world.storedRecord().grind).toMatchObject({ unchanged: 1, counts: { ok: 1 }, consecutive_failures: 0 });
  });

  test.each(['error', 'timeout', 'skipped', 'discarded'] as const)(
    'that ended as %s does not land; its tree is kept under its own name',
    async (status) => {
      await lands(1, { 'half.txt': 'half\n' }, { outcome: { status } });
      expect(world.tip(BRANCH)).toBe(world.base);
      const kept = world.tip(keptRef('0001-docs')) ?? '';
      expect(paths(kept)).toContain('half.txt');
      expect(JSON.parse(world.stored('sessions/0001.json'))).toMatchObject({
        ...{ status, commit: null, kept: keptRef('0001-docs') },
      });
    },
  );

  test('whose workflows are protected is a failure that keeps its tree, and the run goes on', async () => {
    await lands(1, { '.github/workflows/x.yml': 'on: push\n' });
    const stored = JSON.parse(world.stored('sessions/0001.json'));
    expect(stored).toMatchObject({ status: 'error', code: 'workflows_protected', kept: keptRef('0001-docs') });
    expect(orderOf(world.storedRecord(), 2).unit).toBe('session/0002-lint');
  });

  test('that left a secret halts the run, and nothing is written', async () => {
    const ledger = world.tip(LEDGER);
    const session = await world.session(1, { 'b.txt': `key=${SECRET}\n` });
    expect(await landSession(world.ports, session)).toMatchObject({ kind: 'refused', halt: { code: 'secret_found' } });
    expect([world.tip(BRANCH), world.tip(LEDGER)]).toEqual([world.base, ledger]);
  });

  test('lands once: its result is refused afterwards', async () => {
    const session = await world.session(1, { 'b.txt': 'two\n' });
    await landSession(world.ports, session);
    const [tip, ledger] = [world.tip(BRANCH), world.tip(LEDGER)];
    expect((await landSession(world.ports, session)).kind).not.toBe('landed');
    expect([world.tip(BRANCH), world.tip(LEDGER)]).toEqual([tip, ledger]);
  });

  test('overwrites nobody who moved the branch', async () => {
    const other = `${world.root}/other`;
    git(world.root, 'clone', '--quiet', '--branch', `pitboss/grind/${RUN}`, world.remote, other);
    write(other, { 'theirs.txt': 'theirs\n' });
    git(other, 'add', '-A');
    git(other, 'commit', '--quiet', '-m', 'theirs');
    git(other, 'push', '--quiet', 'origin', 'HEAD');
    const ledger = world.tip(LEDGER);
    const session = await world.session(1, { 'b.txt': 'two\n' });
    expect(await landSession(world.ports, session)).toMatchObject({ kind: 'refused', halt: { code: 'branch_moved' } });
    expect(world.tip(LEDGER)).toBe(ledger);
  });

  test('is over when its run is folded meanwhile; its tree is kept, and nothing follows', async () => {
    const session = await world.session(1, { 'half.txt': 'half\n' });
    expect(await abortSession(world.ports, session)).toMatchObject({
      ...{ kind: 'landed', session: { status: 'aborted', kept: keptRef('0001-docs') } },
      files: { record: { orders: {} } },
    });
  });
});

describe('sessions beside each other', () => {
  beforeEach(async () => {
    world = await sessionScene(3);
  });

  test('are merged in three ways, each a commit on the one before it; the next orders come with the last', async () => {
    const first = await lands(1, { 'a.txt': 'one, by docs\n' });
    expect(Object.keys(first.record.orders)).toHaveLength(2);
    const second = await lands(2, { 'b.txt': 'by lint\n' }, { before: first });
    const third = await lands(3, { 'c.txt': 'by speed\n' }, { before: second });
    expect(world.remoteGit('show', `${BRANCH}:a.txt`)).toBe('one, by docs');
    expect(paths(BRANCH)).toEqual(['a.txt', 'b.txt', 'c.txt', 'shared.txt']);
    const subjects = world.remoteGit('log', '--reverse', '--format=%s', `${world.base}..${BRANCH}`).split('\n');
    expect(subjects.map((line) => line.split(' ')[1])).toEqual(['docs', 'lint', 'speed']);
    expect(Object.values(third.record.orders).map(({ session }) => session?.seq)).toHaveLength(3);
  });

  test('of which one touched the same lines run again, alone, on the new base; then it is kept for people', async () => {
    const first = await lands(1, { 'shared.txt': 'docs\n' });
    const second = await lands(2, { 'shared.txt': 'lint\n' }, { before: first });
    expect(second.kind).toBe('again');
    const third = await lands(3, { 'shared.txt': 'speed\n' }, { before: second });
    // Both wait for their second time; the lower number goes first, and alone.
    const again = orderOf(third.record, 2);
    expect(again).toMatchObject({ base: first.record.head_sha, session: { again: true, detached: false } });
    const landing = await landSession(
      world.ports,
      await world.session(2, { 'shared.txt': 'lint\n' }, { before: third, order: { ...again, base: world.base } }),
    );
    expect(landing).toMatchObject({
      ...{ kind: 'landed', session: { status: 'conflict', again: true, cost_usd: 1, kept: keptRef('0002-lint') } },
    });
    expect(world.remoteGit('show', `${BRANCH}:shared.txt`)).toBe('docs');
  });

  test('whose merge breaks the tests run again, and nothing of it lands', async () => {
    const first = await lands(1, { 'a.txt': 'docs\n' });
    const seen: string[] = [];
    const second = await lands(
      2,
      { 'b.txt': 'lint\n' },
      {
        before: first,
        prove: async (commit) => {
          seen.push(commit);
          return 'refuted';
        },
      },
    );
    expect([second.kind, seen.length, world.tip(BRANCH)]).toEqual(['again', 1, first.record.head_sha]);
  });

  test('that need no merge are not proved again', async () => {
    const prove = () => Promise.reject(new TypeError('nobody should ask'));
    expect((await lands(1, { 'a.txt': 'docs\n' }, { prove })).kind).toBe('landed');
  });

  test('write into one scratchpad, whoever ends first', async () => {
    const first = await lands(1, {}, { outcome: { scratchpad: 'docs was here\n' } });
    const second = await lands(2, {}, { before: first, seedPad: '', outcome: { scratchpad: 'lint was here\n' } });
    expect(second.grind?.scratchpad).toBe('docs was here\nlint was here\n');
  });
});
