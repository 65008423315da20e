import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { pullRequestRegion } from '../../src/report/pull-request.js';
import { runView } from '../../src/report/run-view.js';
import { git, script, write } from '../git/support.js';
import { PLAN } from '../run/samples.js';
import { shellAgent } from '../work/support.js';
import { READ_ID, type ShiftScene, shiftScene, WRITES_FILE } from './support.js';

let world: ShiftScene;
beforeEach(async () => {
  world = await shiftScene({ base: { 'a.txt': 'one\n', 'b.txt': 'b\n' } });
});
afterEach(() => world.dispose());

const branch = () => `refs/heads/pitboss/play/${world.runId}`;
const tests =
  (command: string) =>
  (config: Config): Config => ({
    ...config,
    tests: { ...config.tests, command },
    retries: { ...config.retries, fixer_max_attempts: 0 },
  });
/** Writes the phase's file and changes one that is there. */
const EDITS = shellAgent({ implementer: `${READ_ID}; echo "$id" > "$id.txt"; echo "by agent" > a.txt` });

/** A person's commit on top of the run branch. */
function byHand(
  files: Readonly<Record<string, string>>,
  options: { link?: [string, string]; amend?: boolean } = {},
): string {
  const clone = `${world.root}/hand-${Object.keys(files).join('').replaceAll('/', '-')}`;
  git(world.root, 'clone', '--quiet', '--branch', branch().replace('refs/heads/', ''), world.remote, clone);
  write(clone, files);
  git(clone, 'add', '-A');
  if (options.link !== undefined) {
    const blob = git(clone, 'hash-object', '-w', '--stdin');
    git(
      clone,
      'update-index',
      '--add',
      '--cacheinfo',
      `120000,${linkBlob(clone, options.link[1]) || blob},${options.link[0]}`,
    );
  }
  git(clone, 'commit', '--quiet', ...(options.amend ? ['--amend'] : []), '-m', 'by hand');
  git(clone, 'push', '--quiet', '--force', 'origin', 'HEAD');
  return git(clone, 'rev-parse', 'HEAD');
}

function linkBlob(clone: string, target: string): string {
  write(clone, { '.git/link-target': target });
  return git(clone, 'hash-object', '-w', '.git/link-target');
}

/** Phase 01 stands in its kept tree, halted by failing tests. */
async function haltInPhaseOne(agent = EDITS): Promise<void> {
  await world.shift({ agent, config: tests('exit 1') });
  expect((await world.record()).halt?.code).toBe('tests_failed');
}

async function adopt(tip: string) {
  await world.command('rebuy', { adopt: { tip } });
  return world.shift({ agent: WRITES_FILE, config: tests('cat b.txt') });
}

describe('rebuy --adopt', () => {
  test("goes on from people's commits, with the kept tree on top of them and its tests run again", async () => {
    await haltInPhaseOne();
    const theirs = byHand({ 'b.txt': 'better\n', '.github/workflows/ci.yml': 'on: push\n' });
    const shifted = await adopt(theirs);
    expect(shifted.started).toEqual(['01', '02']);
    expect(shifted.told.filter(({ kind }) => kind === 'dispatch_started')).toHaveLength(1);
    expect(shifted.told.filter(({ kind }) => kind === 'tests_started')).toHaveLength(2);
    expect(world.subjects()).toEqual(['by hand', '[pitboss] phase 01: Title 01', '[pitboss] phase 02: Title 02']);
    expect(world.remoteGit('show', `${branch()}:a.txt`)).toBe('by agent');
    expect(world.remoteGit('show', `${branch()}:b.txt`)).toBe('better');
    const record = await world.record();
    expect(record).toMatchObject({
      status: 'finished',
      adopted: [{ from: world.base, to: theirs, count: 1, commits: [{ sha: theirs, author: 'Ada' }], by: 'ada' }],
    });
    expect(world.remoteGit('show', `refs/heads/pitboss/ledger:runs/${world.runId}/events.jsonl`)).toContain(
      '"event":"adopted_commits"',
    );
    const body = pullRequestRegion(runView(record, PLAN), { items: [], phases: [] }, []);
    expect(body).toContain(`## Commits that are not ours\n\n- 1 commit up to ${theirs.slice(0, 7)}`);
  });

  test('a kept tree that conflicts with them stays where it is, and the unit begins anew', async () => {
    await haltInPhaseOne();
    const kept = (await world.record()).orders;
    const sha = Object.values(kept)[0]?.wip_sha ?? '';
    const shifted = await adopt(byHand({ 'a.txt': 'by a person\n' }));
    expect(shifted.told).toContainEqual({
      kind: 'warning',
      message: expect.stringContaining('does not fit the branch any more in a.txt'),
    });
    const ref = `refs/pitboss/wip/${world.runId}/phase/01`;
    expect(world.tip(ref)).toBe(sha);
    expect(await world.record()).toMatchObject({
      status: 'finished',
      set_aside: [{ unit: 'phase/01', ref, sha, conflicts: ['a.txt'] }],
    });
    expect(world.remoteGit('show', `${branch()}:a.txt`)).toBe('by a person');
    expect(world.remoteGit('for-each-ref', '--format=%(refname)', 'refs/pitboss/wip')).toBe(ref);
  });

  test('takes over only the tip that was seen: one that came later halts again', async () => {
    await haltInPhaseOne();
    const seen = byHand({ 'b.txt': 'better\n' });
    const later = byHand({ 'c.txt': 'more\n' });
    await adopt(seen);
    const { halt, head_sha, adopted } = await world.record();
    expect([halt?.code, head_sha, adopted]).toEqual(['branch_moved', world.base, undefined]);
    expect(halt?.why).toContain(seen);
    expect(halt?.why).toContain(later);
    expect(world.tip(branch())).toBe(later);
  });

  test('refuses a branch that was rewritten, and names both commits', async () => {
    await world.shift({
      agent: WRITES_FILE,
      config: (config) => ({ ...config, budgets: { ...config.budgets, max_total_usd: 0.5 } }),
    });
    const { head_sha: head } = await world.record();
    expect(head).not.toBe(world.base);
    const rewritten = byHand({ 'b.txt': 'better\n' }, { amend: true });
    await adopt(rewritten);
    const record = await world.record();
    expect(record).toMatchObject({ status: 'halted', head_sha: head, halt: { code: 'adoption_refused' } });
    expect(record.halt?.why).toContain(rewritten);
    expect(record.halt?.why).toContain(head);
    expect(world.tip(branch())).toBe(rewritten);
  });

  test('refuses commits with a link that leaves the repository', async () => {
    await haltInPhaseOne();
    await adopt(byHand({ 'c.txt': 'c\n' }, { link: ['out', '/etc/passwd'] }));
    expect(await world.record()).toMatchObject({
      status: 'halted',
      head_sha: world.base,
      halt: { code: 'unsafe_tree', what: expect.stringContaining('hold what Pitboss does not take over') },
    });
  });

  test('finds our own unrecorded commit below theirs, and counts its phase as done', async () => {
    world.remoteGit('config', 'receive.advertiseAtomic', 'false');
    const hook = join(world.remote, 'hooks/update');
    const refuse = 'case "$1" in refs/heads/pitboss/ledger|refs/pitboss/*) exit 1;; esac';
    const dies = await world.shift({ onTell: (event) => event.kind === 'tests_skipped' && script(hook, refuse) });
    expect(dies.outcome.kind).toBe('lost');
    script(hook, 'exit 0');
    const theirs = byHand({ 'b.txt': 'better\n' });
    await world.command('rebuy', { adopt: { tip: theirs } });
    const shifted = await world.shift({ ports: { holderEnded: async () => true } });
    expect(shifted.started).toEqual(['02']);
    expect(world.subjects()).toEqual(['[pitboss] phase 01: Title 01', 'by hand', '[pitboss] phase 02: Title 02']);
    const { commits, adopted } = await world.record();
    expect(adopted).toMatchObject([{ from: commits['01'], to: theirs, count: 1 }]);
  });
});

test('without --adopt the halt says how to go on', async () => {
  await haltInPhaseOne();
  byHand({ 'b.txt': 'better\n' });
  await world.command('rebuy');
  await world.shift();
  expect((await world.record()).halt).toMatchObject({ code: 'branch_moved', fix: expect.stringContaining('--adopt') });
});

test('what somebody put in place of a kept tree is neither overwritten nor recorded as ours', async () => {
  await haltInPhaseOne();
  const ref = `refs/pitboss/wip/${world.runId}/phase/01`;
  const foreign = world.remoteGit('commit-tree', '-p', world.base, '-m', 'theirs', `${world.base}^{tree}`);
  world.remoteGit('update-ref', ref, foreign);
  await world.command('rebuy');
  await world.shift({ agent: EDITS, config: tests('exit 1') });
  const [order] = Object.values((await world.record()).orders);
  expect(order?.wip_sha).not.toBe(foreign);
  expect(order?.kept_as).toMatch(/^phase\/01\+[0-9a-f]{8}$/);
  expect(world.tip(ref)).toBe(foreign);
  expect(world.tip(`refs/pitboss/wip/${world.runId}/${order?.kept_as}`)).toBe(order?.wip_sha);
  await world.command('rebuy');
  expect((await world.shift({ config: tests('true') })).outcome).toMatchObject({ record: { status: 'finished' } });
  expect(world.remoteGit('for-each-ref', '--format=%(refname)', 'refs/pitboss/wip')).toBe(ref);
});
