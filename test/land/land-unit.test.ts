import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { branchState } from '../../src/land/adopt.js';
import { landUnit } from '../../src/land/land-unit.js';
import { saveUnit } from '../../src/land/save-unit.js';
import { wipRef } from '../../src/ledger/paths.js';
import { claim } from '../../src/run/advance.js';
import { runRecordSchema } from '../../src/run/record.js';
import { BOT, git, script, write } from '../git/support.js';
import { lease, NOW, RUN, spent } from '../run/samples.js';
import { type LandScene, LEDGER, landScene, orderOf } from './support.js';

const BRANCH = `refs/heads/pitboss/play/${RUN}`;
const SECRET = 'sk-test-0123456789abcdef';
let world: LandScene;
beforeEach(async () => {
  world = await landScene({ secrets: [SECRET] });
  write(world.dir, { 'b.txt': 'two\n', '.pitboss/play/plan.md': 'x', '.pitboss/play/deferred.md': 'y' });
});
afterEach(() => world.dispose());

const stored = (name: string) => world.remoteGit('show', `${LEDGER}:runs/${RUN}/${name}`);
const storedRecord = () => runRecordSchema.parse(JSON.parse(stored('run.json')));

/** Somebody with push access puts a commit on the run branch. */
function moveBranch(): string {
  const clone = join(world.root, 'other');
  git(world.root, 'clone', '--quiet', world.remote, clone);
  git(clone, 'checkout', '--quiet', `pitboss/play/${RUN}`);
  write(clone, { 'theirs.txt': 'theirs\n' });
  git(clone, 'add', '-A');
  git(clone, 'commit', '--quiet', '-m', 'theirs');
  git(clone, 'push', '--quiet', 'origin', 'HEAD');
  return git(clone, 'rev-parse', 'HEAD');
}

describe('landing a unit', () => {
  test('pushes commit, record, plan and the next order together', async () => {
    const before = world.tip(LEDGER);
    const progress = { usage: spent(1.5), deferred: '## Deferred items\n\n- [ ] later\n- [x] done\n' };
    const outcome = await landUnit(world.ports, world.unit({ progress }));
    expect(outcome.kind).toBe('landed');
    const tip = world.tip(BRANCH) ?? '';
    expect(world.remoteGit('rev-parse', `${tip}^`)).toBe(world.base);
    expect(world.remoteGit('ls-tree', '-r', '--name-only', tip).split('\n')).toEqual(['a.txt', 'b.txt']);
    expect(world.remoteGit('rev-parse', `${LEDGER}^`)).toBe(before);
    const record = storedRecord();
    expect(record).toMatchObject({ completed: ['01'], commits: { '01': tip }, head_sha: tip });
    expect(record.usage.by_role.implementer?.usd).toBe(1.5);
    expect(orderOf({ ...world.files, record })).toMatchObject({ unit: 'phase/02', base: tip, reserved_usd: 10 });
    expect(stored('plan.md')).toContain('current_phase: "02"');
    expect(stored('deferred.md')).toBe('## Deferred items\n\n- [ ] later');
    expect(stored('events.jsonl')).toContain(`"event":"landed","unit":"phase/01","commit":"${tip}"`);
  });

  test('makes a commit that tells whose it is', async () => {
    await landUnit(world.ports, world.unit());
    expect(world.remoteGit('log', '-1', '--format=%an <%ae>%n%cn <%ce>%n%B', BRANCH).split('\n')).toEqual([
      `${BOT.name} <${BOT.email}>`,
      `${BOT.name} <${BOT.email}>`,
      '[pitboss] phase 01: Title 01',
      '',
      `Pitboss-Run: ${RUN}`,
      'Pitboss-Unit: phase/01',
      `Pitboss-Nonce: ${orderOf(world.files).nonce}`,
      `Pitboss-Plan-Sha256: ${world.files.record.plan_sha256}`,
      'Co-authored-by: ada <7+ada@users.noreply.github.com>',
    ]);
  });

  test('without changed files advances the plan and leaves the branch', async () => {
    rmSync(join(world.dir, 'b.txt'));
    const deferred = '## Deferred items\n\n- [ ] look again\n';
    expect(await landUnit(world.ports, world.unit({ progress: { deferred } }))).toMatchObject({
      kind: 'landed',
      commit: null,
    });
    expect(world.tip(BRANCH)).toBe(world.base);
    expect(storedRecord()).toMatchObject({ completed: ['01'], commits: { '01': null }, head_sha: world.base });
  });

  test.each(['', '\n\n'])(
    'without changed files or deferred work is refused, whatever the stage says (%j)',
    async (deferred) => {
      rmSync(join(world.dir, 'b.txt'));
      const outcome = await landUnit(world.ports, world.unit({ progress: { stage: 'test', deferred } }));
      expect(outcome).toMatchObject({ kind: 'refused', halt: { code: 'no_changes' } });
      expect(world.tip(BRANCH)).toBe(world.base);
    },
  );

  test('removes what was kept of the unit in the same push', async () => {
    const saved = await saveUnit(world.ports, world.unit());
    expect(world.tip(wipRef(RUN, 'phase/01'))).toBe(saved.order.wip_sha);
    await landUnit(world.ports, { ...world.unit(), order: saved.order });
    expect(world.tip(wipRef(RUN, 'phase/01'))).toBeNull();
  });

  test('twice makes no second commit', async () => {
    await landUnit(world.ports, world.unit());
    const [tip, ledger] = [world.tip(BRANCH), world.tip(LEDGER)];
    const again = await landUnit(world.ports, world.unit());
    expect(again.kind).not.toBe('landed');
    expect([world.tip(BRANCH), world.tip(LEDGER)]).toEqual([tip, ledger]);
  });

  test('stops when somebody moved the branch, and overwrites nothing', async () => {
    const theirs = moveBranch();
    const ledger = world.tip(LEDGER);
    expect(await landUnit(world.ports, world.unit())).toMatchObject({
      kind: 'refused',
      halt: { code: 'branch_moved' },
    });
    expect([world.tip(BRANCH), world.tip(LEDGER)]).toEqual([theirs, ledger]);
  });

  test('gives the text of a rule that refuses the branch, and records nothing', async () => {
    script(
      join(world.remote, 'hooks/update'),
      'case "$1" in refs/heads/pitboss/play/*) echo "GH013: signed only"; exit 1;; esac',
    );
    const ledger = world.tip(LEDGER);
    expect(await landUnit(world.ports, world.unit())).toMatchObject({
      kind: 'refused',
      halt: { code: 'push_refused', why: expect.stringContaining('GH013: signed only') },
    });
    expect([world.tip(BRANCH), world.tip(LEDGER)]).toEqual([world.base, ledger]);
  });

  test('writes nothing once another shift holds the run', async () => {
    const taken = claim(world.files.record, lease(world.files.record.next_nonce, '200'), NOW);
    const record = taken.ok ? taken.value : world.files.record;
    const written = await world.ports.ledger.write({
      files: new Map([[`runs/${RUN}/run.json`, JSON.stringify(record)]]),
      message: 'taken over',
      at: NOW,
      guard: () => null,
      alongside: [],
    });
    expect(written.kind).toBe('written');
    const ledger = world.tip(LEDGER);
    expect(await landUnit(world.ports, world.unit())).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('held by workflow run 200'),
    });
    expect([world.tip(BRANCH), world.tip(LEDGER)]).toEqual([world.base, ledger]);
  });

  test('refuses a hostile tree and a secret in deferred.md', async () => {
    const leak = { deferred: `## Deferred items\n\n- [ ] ${SECRET}\n` };
    expect(await landUnit(world.ports, world.unit({ progress: leak }))).toMatchObject({
      kind: 'refused',
      halt: { code: 'secret_found' },
    });
    symlinkSync('/etc', join(world.dir, 'out'));
    expect(await landUnit(world.ports, world.unit())).toMatchObject({ kind: 'refused', halt: { code: 'unsafe_tree' } });
    expect(world.tip(BRANCH)).toBe(world.base);
  });
});

describe('where a remote cannot push several refs at once', () => {
  beforeEach(() => {
    world.remoteGit('config', 'receive.advertiseAtomic', 'false');
  });

  test('the code goes first, and both arrive', async () => {
    expect((await landUnit(world.ports, world.unit())).kind).toBe('landed');
    expect(storedRecord().head_sha).toBe(world.tip(BRANCH));
  });

  test('a commit whose record was lost is recognised as ours', async () => {
    const hook = join(world.remote, 'hooks/update');
    script(hook, 'case "$1" in refs/heads/pitboss/ledger) echo "no ledger today"; exit 1;; esac');
    expect(await landUnit(world.ports, world.unit())).toMatchObject({
      kind: 'refused',
      halt: { code: 'push_refused', why: expect.stringContaining('no ledger today') },
    });
    const tip = world.tip(BRANCH) ?? '';
    expect(tip).not.toBe(world.base);
    expect(branchState(storedRecord(), await world.repository.readCommit(tip), BOT)).toEqual({
      kind: 'ahead',
      commit: tip,
      order: orderOf(world.files),
    });
  });
});

describe('what stands on the branch', () => {
  test('the recorded tip, and nothing', async () => {
    const tip = await world.repository.readCommit(world.base);
    expect(branchState(world.files.record, tip, BOT)).toEqual({ kind: 'as_recorded' });
    expect(branchState(world.files.record, null, BOT)).toEqual({ kind: 'moved' });
  });

  test('a commit that only looks like ours was made by somebody else', async () => {
    await landUnit(world.ports, world.unit());
    const ours = await world.repository.readCommit(world.tip(BRANCH) ?? '');
    const { record } = world.files;
    expect(branchState(record, ours, BOT).kind).toBe('ahead');
    for (const forged of [
      { ...ours, committer: { name: BOT.name, email: 'mallory@example.com' } },
      { ...ours, parents: ['2'.repeat(40)] },
      { ...ours, parents: [...ours.parents, '2'.repeat(40)] },
      { ...ours, message: ours.message.replace(orderOf(world.files).nonce, 'other-nonce') },
      { ...ours, message: ours.message.replace(`Pitboss-Run: ${RUN}`, 'Pitboss-Run: other') },
    ]) {
      expect(branchState(record, forged, BOT)).toEqual({ kind: 'moved' });
    }
  });
});
