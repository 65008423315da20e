import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { stableJson } from '../../src/base/stable-json.js';
import type { PushOutcome, TrustedRepository } from '../../src/git/repository.js';
import { gitLedger } from '../../src/ledger/git-store.js';
import type { LedgerChange, LedgerState } from '../../src/ledger/ledger.js';
import { githubLedgerRef, runPath } from '../../src/ledger/paths.js';
import { BOT, git, type Scene, scene, script } from '../git/support.js';
import { AT, instantClock, record, seeded } from './support.js';

const REF = githubLedgerRef('pitboss/ledger');
const CODE = 'refs/heads/pitboss/play/x';
const RUN = '20260301T100000Z-abcdef';
const PATH = runPath(RUN, 'run.json');

function change(fields: Partial<LedgerChange> = {}): LedgerChange {
  return {
    files: new Map([[PATH, stableJson(record(RUN))]]),
    message: 'claim',
    at: AT,
    guard: () => null,
    alongside: [],
    ...fields,
  };
}

describe('the ledger by git', () => {
  let here: Scene;
  let repository: TrustedRepository;
  beforeEach(async () => {
    here = scene({ 'a.txt': 'a\n' });
    repository = await here.open();
    await repository.fetch([here.base]);
  });
  afterEach(() => here.dispose());

  function storeOn(by: TrustedRepository, clock = instantClock(), seed = 1) {
    return gitLedger({ repository: by, ref: REF, identity: BOT, clock, random: seeded(seed) });
  }

  async function codeOn(parent: string, content: string): Promise<string> {
    const files = new Map([['a.txt', content]]);
    const [sha = ''] = await repository.commit([
      { parents: [parent], content: { files }, message: 'c\n', author: BOT, committer: BOT, at: AT },
    ]);
    return sha;
  }

  test('the first write makes an orphan branch with its schema; the next ones build on it', async () => {
    const store = storeOn(repository);
    const first = await store.write(change());
    const second = await store.write(
      change({
        files: new Map([
          ['runs/x/plan.md', 'p\n'],
          [PATH, null],
        ]),
      }),
    );
    expect([first.kind, second.kind]).toEqual(['written', 'written']);
    expect(git(here.remote, 'log', '--format=%s', REF).split('\n')).toEqual(['claim', 'claim']);
    expect(git(here.remote, 'ls-tree', '-r', '--name-only', REF).split('\n')).toEqual([
      'runs/x/plan.md',
      'schema.json',
    ]);
    expect(git(here.remote, 'cat-file', 'blob', `${REF}:schema.json`)).toBe('{\n  "schema": 1\n}');
    const { tip } = await store.read();
    expect(await store.readFile(tip ?? '', 'runs/x/plan.md')).toBe('p\n');
    expect(await store.readFile(tip ?? '', PATH)).toBeNull();
  });

  test('record and code go out together, in one process', async () => {
    const store = storeOn(repository);
    await store.read();
    const sha = await codeOn(here.base, 'two');
    const before = repository.processes;
    const outcome = await store.write(change({ alongside: [{ ref: CODE, from: null, to: sha }] }));
    expect(outcome).toMatchObject({ kind: 'written', atomic: true });
    expect(repository.processes - before).toBe(1);
    expect(git(here.remote, 'rev-parse', CODE)).toBe(sha);
  });

  test('reading again costs one process while nothing moves, and two when something did', async () => {
    const [mine, theirs] = [storeOn(repository), storeOn(await here.open({ name: 'other.git' }))];
    await mine.write(change());
    await mine.read();
    const before = repository.processes;
    expect(await mine.read()).toBe(await mine.read());
    expect(repository.processes - before).toBe(2);
    await theirs.write(
      change({
        files: new Map([
          [runPath('20260301T100000Z-ffffff', 'run.json'), stableJson(record('20260301T100000Z-ffffff'))],
        ]),
      }),
    );
    expect((await mine.read()).runs.size).toBe(2);
    expect(repository.processes - before).toBe(4);
  });

  test('a moved ledger is read again and built upon; the guard sees the fresh reading', async () => {
    const clock = instantClock();
    const [mine, theirs] = [
      storeOn(repository, clock),
      storeOn(await here.open({ name: 'other.git' }), instantClock(), 2),
    ];
    await mine.write(change());
    await theirs.write(change({ files: new Map([['runs/y/plan.md', 'theirs']]) }));
    const seen: LedgerState[] = [];
    const guard = (state: LedgerState) => {
      seen.push(state);
      return null;
    };
    const outcome = await mine.write(change({ files: new Map([['runs/x/plan.md', 'mine']]), guard }));
    expect(outcome.kind).toBe('written');
    expect(new Set(seen.map(({ tip }) => tip)).size).toBe(2);
    expect(clock.slept).toHaveLength(1);
    expect(git(here.remote, 'ls-tree', '-r', '--name-only', REF)).toContain('runs/x/plan.md\nruns/y/plan.md');
  });

  test('a guard vetoes only on a fresh reading', async () => {
    const [mine, theirs] = [storeOn(repository), storeOn(await here.open({ name: 'other.git' }), instantClock(), 2)];
    await mine.write(change());
    await theirs.write(change({ files: new Map([[PATH, stableJson(record(RUN, { status: 'running' }))]]) }));
    const isRunning = (state: LedgerState) => (state.runs.get(RUN)?.status === 'running' ? null : 'not running yet');
    expect(await mine.write(change({ guard: isRunning, files: new Map([['runs/x/plan.md', 'p']]) }))).toMatchObject({
      kind: 'written',
    });
    expect(await mine.write(change({ guard: () => 'lease changed hands' }))).toEqual({
      kind: 'vetoed',
      reason: 'lease changed hands',
    });
  });

  test('a moved run branch is not written over, and the ledger stays', async () => {
    const store = storeOn(repository);
    await store.write(change());
    const [mine, theirs] = [await codeOn(here.base, 'mine'), await codeOn(here.base, 'theirs')];
    await repository.push([{ ref: CODE, from: null, to: theirs }]);
    const tip = git(here.remote, 'rev-parse', REF);
    expect(await store.write(change({ alongside: [{ ref: CODE, from: here.base, to: mine }] }))).toEqual({
      kind: 'failed',
      push: { kind: 'stale', refs: [CODE], done: [] },
    });
    expect(git(here.remote, 'rev-parse', REF)).toBe(tip);
  });

  test('a refusal carries the words of the remote', async () => {
    script(join(here.remote, 'hooks/pre-receive'), 'echo "rule says no" >&2; exit 1');
    expect(await storeOn(repository).write(change())).toMatchObject({
      kind: 'failed',
      push: { kind: 'refused', message: expect.stringContaining('rule says no') },
    });
  });

  test('without atomic pushes, code that went out is not pushed again when the ledger moved', async () => {
    git(here.remote, 'config', 'receive.advertiseAtomic', 'false');
    const [mine, theirs] = [storeOn(repository), storeOn(await here.open({ name: 'other.git' }), instantClock(), 2)];
    await mine.write(change());
    await theirs.write(change({ files: new Map([['runs/y/plan.md', 'theirs']]) }));
    const sha = await codeOn(here.base, 'two');
    const outcome = await mine.write(
      change({ files: new Map([['runs/x/plan.md', 'p']]), alongside: [{ ref: CODE, from: null, to: sha }] }),
    );
    expect(outcome).toMatchObject({ kind: 'written', atomic: false });
    expect(git(here.remote, 'rev-parse', CODE)).toBe(sha);
  });

  test('gives up after five retries, each pause longer than the one before', async () => {
    const stale: PushOutcome = { kind: 'stale', refs: [REF], done: [] };
    const clock = instantClock();
    const blocked: TrustedRepository = { ...repository, processes: 0, push: async () => stale };
    const store = gitLedger({ repository: blocked, ref: REF, identity: BOT, clock, random: () => 0.5 });
    expect(await store.write(change())).toEqual({ kind: 'failed', push: stale });
    expect(clock.slept).toEqual([40, 80, 160, 320, 640]);
  });

  test('an answer that got lost is looked up before anything is said', async () => {
    const lossy: TrustedRepository = {
      ...repository,
      processes: 0,
      push: async (updates) => {
        await repository.push(updates);
        return { kind: 'unreachable', message: 'connection reset' };
      },
    };
    expect(await storeOn(lossy).write(change())).toMatchObject({ kind: 'written', atomic: false });
    const dead: TrustedRepository = {
      ...repository,
      processes: 0,
      push: async () => ({ kind: 'unreachable', message: 'down' }),
    };
    expect(await storeOn(dead).write(change())).toEqual({
      kind: 'failed',
      push: { kind: 'unreachable', message: 'down' },
    });
  });

  test('a record that a newer version wrote is not overwritten', async () => {
    const store = storeOn(repository);
    await store.write(change({ files: new Map([[PATH, stableJson({ ...record(RUN), schema: 2 })]]) }));
    await expect(store.write(change())).rejects.toMatchObject({ code: 'ledger_file_unreadable' });
  });
});
