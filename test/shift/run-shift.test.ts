import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { wipRef } from '../../src/ledger/paths.js';
import { halts } from '../../src/run/halts.js';
import { exitCodeOf } from '../../src/shift/exit-code.js';
import { script } from '../git/support.js';
import { shellAgent, testCommand } from '../work/support.js';
import { READ_ID, type Shifted, type ShiftScene, shiftScene, steppedClock } from './support.js';

let world: ShiftScene;
beforeEach(async () => {
  world = await shiftScene();
});
afterEach(() => world.dispose());

const SPEAKS = `echo '{"type":"text","text":"at work"}'`;
const HANGS = shellAgent({ implementer: `${READ_ID}; echo half > "$id.txt"; ${SPEAKS}; sleep 60` });
const codeOf = ({ outcome }: Shifted) => exitCodeOf(outcome);
const haltOf = async () => (await world.record()).halt?.code;
const firstUnit = () => wipRef(world.runId, 'phase/01');

describe('a shift that nothing disturbs', () => {
  test('carries the whole plan out: one commit per phase, and the record says so', async () => {
    const shifted = await world.shift();
    expect(shifted.outcome).toMatchObject({ kind: 'ended', record: { status: 'finished' } });
    expect(codeOf(shifted)).toBe(0);
    expect(world.subjects()).toEqual(['[pitboss] phase 01: Title 01', '[pitboss] phase 02: Title 02']);
    expect(world.remoteGit('ls-tree', '-r', '--name-only', `pitboss/play/${world.runId}`).split('\n')).toEqual([
      '01.txt',
      '02.txt',
      'a.txt',
    ]);
    expect(await world.record()).toMatchObject({
      status: 'finished',
      completed: ['01', '02'],
      lease: null,
      orders: {},
      shifts: 1,
      attempts: { '01': 1, '02': 1 },
      usage: { by_role: { implementer: { usd: 1, dispatches: 2 } }, unsettled_usd: 0 },
    });
    expect(world.remoteGit('rev-parse', 'main')).toBe(world.base);
    expect(world.tip('refs/pitboss/wip')).toBeNull();
  });

  test('creates the run branch before any agent starts', async () => {
    const branch = `refs/heads/pitboss/play/${world.runId}`;
    const seen: (string | null)[] = [];
    await world.shift({ onTell: (event) => event.kind === 'dispatch_started' && seen.push(world.tip(branch)) });
    expect(seen[0]).toBe(world.base);
  });
});

describe('what is refused before any agent starts', () => {
  const noAgent = shellAgent({ implementer: 'touch ../../started' });
  const hook = 'case "$1" in refs/heads/pitboss/play/*) echo "GH013: no such branches"; exit 1;; esac';
  const refusing = (config: Config) => ({
    ...config,
    budgets: { ...config.budgets, unknown_price: 'refuse' as const },
  });

  afterEach(() => expect(existsSync(join(world.root, 'started'))).toBe(false));

  test('a branch that a rule forbids, with the text of the rule', async () => {
    script(join(world.remote, 'hooks/update'), hook);
    const shifted = await world.shift({ agent: noAgent });
    expect(codeOf(shifted)).toBe(1);
    expect((await world.record()).halt).toMatchObject({
      code: 'push_refused',
      why: expect.stringContaining('GH013: no such branches'),
    });
  });

  test.each([
    ['LFS filters', { '.gitattributes': '*.bin filter=lfs diff=lfs\n' }],
    ['submodules', { '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = https://example.com/x\n' }],
  ])('a base with %s, unless that is allowed', async (_, base) => {
    await world.dispose();
    world = await shiftScene({ base, phases: 1 });
    await world.shift({ agent: noAgent });
    expect(await haltOf()).toBe('base_unsupported');
    await world.command('rebuy');
    await world.shift({ config: (config) => ({ ...config, protect: { ...config.protect, lfs: 'allow' } }) });
    expect((await world.record()).status).toBe('finished');
  });

  test('a model without a price, where the agent reports no cost either', async () => {
    await world.shift({ agent: { ...noAgent, reportsCost: false }, config: refusing });
    expect(await haltOf()).toBe('price_unknown');
  });

  test('a configuration that is invalid, for a new run', async () => {
    const invalid = { kind: 'invalid', halt: halts.configInvalid('line 3: unknown') } as const;
    const shifted = await world.shift({ agent: noAgent, ports: { loadConfig: async () => invalid } });
    expect(shifted.outcome).toMatchObject({ kind: 'declined', code: 'config_invalid' });
    expect(codeOf(shifted)).toBe(4);
  });

  test('a configuration that broke between two shifts halts the run and says so', async () => {
    await world.shift({ config: testCommand('exit 1') });
    await world.command('rebuy');
    const invalid = { kind: 'invalid', halt: halts.configInvalid('line 3: unknown') } as const;
    await world.shift({ agent: noAgent, ports: { loadConfig: async () => invalid } });
    expect(await haltOf()).toBe('config_invalid');
  });

  test('a run that nobody asked for', async () => {
    await world.dispose();
    world = await shiftScene();
    const state = await world.inbox.read();
    expect(state.runs.size).toBe(0);
    const shifted = await world.shift({ nonce: 'made-up', agent: noAgent });
    expect(shifted.outcome).toMatchObject({ kind: 'declined', code: 'stale_nonce' });
    expect(codeOf(shifted)).toBe(0);
  });
});

describe('a run that halts', () => {
  const broken = testCommand('echo boom; test -e 02.txt || exit 0; grep fixed 02.txt');

  test('keeps its tree, and a rebuy on another machine goes on at the stage that failed', async () => {
    const idle = shellAgent({ implementer: `${READ_ID}; echo "$id" > "$id.txt"`, fixer: 'true' });
    const first = await world.shift({ config: broken, agent: idle });
    expect(codeOf(first)).toBe(1);
    expect(await world.record()).toMatchObject({
      status: 'halted',
      halt: { code: 'tests_failed' },
      completed: ['01'],
      lease: null,
    });
    expect(world.remoteGit('show', `${wipRef(world.runId, 'phase/02')}:02.txt`)).toBe('02');
    await world.command('rebuy');
    const fixer = shellAgent({ implementer: 'exit 9', fixer: 'echo fixed >> 02.txt' });
    const second = await world.shift({ config: broken, agent: fixer });
    expect(codeOf(second)).toBe(0);
    expect(second.told).toContainEqual(expect.objectContaining({ kind: 'phase_started', id: '02', resumedAt: 'fix' }));
    expect(world.remoteGit('show', `pitboss/play/${world.runId}:02.txt`)).toBe('02\nfixed');
    expect(world.tip('refs/pitboss/wip')).toBeNull();
    expect(world.subjects()).toHaveLength(2);
  });

  test('by a budget has an exit code of its own, and a raised one counts after a rebuy', async () => {
    const budget = (usd: number) => (config: Config) => ({
      ...config,
      budgets: { ...config.budgets, max_total_usd: usd },
    });
    const first = await world.shift({ config: budget(0.5) });
    expect(codeOf(first)).toBe(3);
    expect(await haltOf()).toBe('budget_exceeded');
    await world.command('rebuy');
    expect(codeOf(await world.shift({ config: budget(50) }))).toBe(0);
  });

  test('because an agent broke a rule keeps what it deferred wrongly', async () => {
    const agent = shellAgent({ implementer: 'echo x > 01.txt; echo prose > .pitboss/play/deferred.md' });
    await world.shift({ agent });
    expect(await haltOf()).toBe('deferred_invalid');
    expect(world.remoteGit('show', `${firstUnit()}:.pitboss/play/deferred.rejected.md`)).toBe('prose');
  });

  test('because an agent left a tree that git cannot read says so and lets go of the run', async () => {
    await world.shift({ agent: shellAgent({ implementer: 'rm a.txt; mkfifo a.txt; echo x > 01.txt' }) });
    expect(await world.record()).toMatchObject({ status: 'halted', lease: null, halt: { what: expect.any(String) } });
  });

  test('because a branch was moved overwrites nothing', async () => {
    await world.shift({ config: testCommand('exit 1') });
    const theirs = world.remoteGit('commit-tree', '-p', world.base, '-m', 'theirs', `${world.base}^{tree}`);
    world.remoteGit('update-ref', `refs/heads/pitboss/play/${world.runId}`, theirs);
    await world.command('rebuy');
    await world.shift();
    expect(await haltOf()).toBe('branch_moved');
    expect(world.tip(`refs/heads/pitboss/play/${world.runId}`)).toBe(theirs);
  });
});

describe('a fold', () => {
  test('that comes while an agent works stops it at once and keeps its tree', async () => {
    let told: Promise<unknown> = Promise.resolve();
    const shifted = await world.shift({
      agent: HANGS,
      pollMs: 20,
      onTell: (event) => {
        if (event.kind === 'agent_text') {
          told = world.command('fold');
        }
      },
    });
    await told;
    expect(codeOf(shifted)).toBe(2);
    expect(await world.record()).toMatchObject({ status: 'folded', lease: null, orders: {} });
    expect(world.remoteGit('show', `${firstUnit()}:01.txt`)).toBe('half');
  });

  test('of a run that nobody has taken up yet ends it without an agent', async () => {
    await world.command('fold');
    const shifted = await world.shift({ agent: shellAgent({}) });
    expect([codeOf(shifted), shifted.started]).toEqual([2, []]);
    expect((await world.shift()).outcome).toMatchObject({ kind: 'declined', code: 'over' });
  });
});

describe('time', () => {
  test('that runs out in the middle of a phase hands over; the next shift loses and repeats nothing', async () => {
    const clock = steppedClock();
    const agent = shellAgent({
      implementer: `${READ_ID}; echo "$id" > "$id.txt"; ${SPEAKS}; if [ "$id" = 02 ]; then sleep 60; fi`,
    });
    const first = await world.shift({
      agent,
      clock,
      startedAt: clock.now(),
      onTell: (event) => event.kind === 'agent_text' && half(clock),
    });
    expect(first.outcome).toMatchObject({ kind: 'handed_over', record: { status: 'running', completed: ['01'] } });
    expect(codeOf(first)).toBe(0);
    expect(await world.record()).toMatchObject({ lease: null, idle_shifts: 0 });
    const second = await world.shift();
    expect(second.started).toEqual(['02']);
    expect(await world.record()).toMatchObject({ status: 'finished', completed: ['01', '02'], shifts: 2 });
    expect(world.subjects()).toHaveLength(2);
  });

  /** Half of the shift's time for each phase that speaks: the second one is cut off. */
  function half(clock: ReturnType<typeof steppedClock>): void {
    clock.advance(200 * 60_000);
  }
});

test('the machine’s signal saves the tree and halts the run; a rebuy goes on', async () => {
  const stop = new AbortController();
  const shifted = await world.shift({
    agent: HANGS,
    signal: stop.signal,
    onTell: (event) => event.kind === 'agent_text' && stop.abort(),
  });
  expect(codeOf(shifted)).toBe(1);
  expect(await world.record()).toMatchObject({ status: 'halted', halt: { code: 'interrupted' }, lease: null });
  expect(world.remoteGit('show', `${firstUnit()}:01.txt`)).toBe('half');
  await world.command('rebuy');
  expect(codeOf(await world.shift())).toBe(0);
});
