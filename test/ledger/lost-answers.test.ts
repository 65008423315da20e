import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { stableJson } from '../../src/base/stable-json.js';
import type { TrustedRepository } from '../../src/git/repository.js';
import { gitLedger } from '../../src/ledger/git-store.js';
import type { LedgerChange } from '../../src/ledger/ledger.js';
import { githubLedgerRef, runPath } from '../../src/ledger/paths.js';
import { BOT, git, type Scene, scene } from '../git/support.js';
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

describe('a write whose answer got lost', () => {
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

  test.each([
    ['as it was pushed', false],
    ['with something of others on top', true],
  ])('and that could not be looked up then is found when it is tried again: %s', async (_, built) => {
    const others = storeOn(await here.open({ name: 'other.git' }), instantClock(), 2);
    let down = true;
    const flaky: TrustedRepository = {
      ...repository,
      processes: 0,
      push: async (updates) => {
        const outcome = await repository.push(updates);
        return down ? { kind: 'unreachable', message: 'connection reset' } : outcome;
      },
      remoteTips: async (refs) => (down ? Promise.reject(new TypeError('no route')) : repository.remoteTips(refs)),
    };
    const store = storeOn(flaky);
    down = false;
    await store.read();
    down = true;
    const sha = await codeOn(here.base, 'two');
    const landing = change({ alongside: [{ ref: CODE, from: null, to: sha }] });
    expect((await store.write(landing)).kind).toBe('failed');
    expect((await store.write(landing)).kind).toBe('failed');
    if (built) {
      await others.write(change({ files: new Map([['runs/y/plan.md', 'theirs']]) }));
    }
    down = false;
    expect(await store.write(landing)).toMatchObject({ kind: 'written' });
    expect(git(here.remote, 'rev-list', '--count', REF)).toBe(built ? '2' : '1');
    expect(git(here.remote, 'rev-parse', CODE)).toBe(sha);
  });

  test('and that never arrived is made when it is tried again', async () => {
    let down = true;
    const flaky: TrustedRepository = {
      ...repository,
      processes: 0,
      push: async (updates) => (down ? { kind: 'unreachable', message: 'no route' } : repository.push(updates)),
    };
    const store = storeOn(flaky);
    const landing = change();
    expect((await store.write(landing)).kind).toBe('failed');
    down = false;
    expect(await store.write(landing)).toMatchObject({ kind: 'written' });
    expect(git(here.remote, 'rev-list', '--count', REF)).toBe('1');
  });
});
