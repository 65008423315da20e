import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { runPath } from '../../src/ledger/paths.js';
import { script } from '../git/support.js';
import { LEDGER } from '../land/support.js';
import { shellAgent } from '../work/support.js';
import { READ_ID, type Shifted, type ShiftScene, shiftScene } from './support.js';

const DEFERRED = '.pitboss/play/deferred.md';

/** An agent that writes a file per phase and puts these items off in phase 01; `sweep` is what it does in a sweep. */
function agent(items: readonly string[], sweep: string, blocks = '') {
  const list = items.map((item) => `- [ ] ${item}\\n`).join('');
  return shellAgent({
    implementer: `
${READ_ID}
case "$first" in
*unit=phase/*)
  echo "$id" > "$id.txt"
  [ "$id" = 01 ] && printf '## Deferred items\\n\\n${list}${blocks}' > ${DEFERRED}
  ;;
*)
  ${sweep}
  ;;
esac`,
    fixer: 'exit 9',
  });
}

const scenes: ShiftScene[] = [];
afterEach(() => {
  for (const scene of scenes.splice(0)) {
    scene.dispose();
  }
});

async function open(options: Parameters<typeof shiftScene>[0]): Promise<ShiftScene> {
  const scene = await shiftScene(options);
  scenes.push(scene);
  return scene;
}

const tick = (item: string) => `sed -i 's/^- \\[ \\] ${item}$/- [x] ${item}/' ${DEFERRED}`;
const rules =
  (change: Partial<Config['sweep']>) =>
  (config: Config): Config => ({ ...config, sweep: { ...config.sweep, ...change } });

const deferredOf = (scene: ShiftScene) => scene.remoteGit('show', `${LEDGER}:${runPath(scene.runId, 'deferred.md')}`);
const events = ({ told }: Shifted, kind: string) => told.filter((event) => event.kind === kind);

describe('a whole run with sweeps', () => {
  test('one comes after the phase that left enough items, and the rest is worked off after the last phase', async () => {
    const scene = await open({ phases: 3 });
    const sweep = `case "$first" in
*unit=sweep/01-1*) ${tick('a')}; ${tick('b')}; echo 1 > swept.txt ;;
*) ${tick('c')}; echo 2 > swept.txt ;;
esac`;
    const shift = await scene.shift({ agent: agent(['a', 'b', 'c'], sweep), config: rules({ trigger_min_items: 3 }) });
    expect(scene.subjects()).toEqual([
      '[pitboss] phase 01: Title 01',
      '[pitboss] sweep after phase 01: 2 deferred items resolved',
      '[pitboss] phase 02: Title 02',
      '[pitboss] phase 03: Title 03',
      '[pitboss] sweep after phase 03: 1 deferred items resolved',
    ]);
    expect(await scene.record()).toMatchObject({
      status: 'finished',
      completed: ['01', '02', '03'],
      attempts: { '01': 2, '02': 1, '03': 2 },
      pending_sweep: false,
      deferred_item_attempts: {},
      sweeps: [
        { after: '01', round: 1, resolved: 2, left: 1 },
        { after: '03', round: 1, resolved: 1, left: 0 },
      ],
    });
    expect(deferredOf(scene)).toBe('');
    expect(events(shift, 'sweep_started')).toMatchObject([
      { after: '01', open: 3 },
      { after: '03', open: 1 },
    ]);
    expect(scene.remoteGit('log', '-1', '--format=%B', `pitboss/play/${scene.runId}`)).toContain(
      'Pitboss-Unit: sweep/03-1',
    );
    expect(scene.tip('refs/pitboss/wip')).toBeNull();
  });

  test('a sweep that does nothing makes no commit and does not hold the run up', async () => {
    const scene = await open({ phases: 2 });
    await scene.shift({ agent: agent(['a'], 'true'), config: rules({ trigger_min_items: 1, trigger_max_items: 1 }) });
    expect(scene.subjects()).toEqual(['[pitboss] phase 01: Title 01', '[pitboss] phase 02: Title 02']);
    expect(await scene.record()).toMatchObject({
      status: 'finished',
      deferred_item_attempts: { a: 2 },
      sweeps: [
        { after: '01', resolved: 0, left: 1, commit: null },
        { after: '02', resolved: 0, left: 1, commit: null },
      ],
    });
    expect(deferredOf(scene)).toBe('## Deferred items\n\n- [ ] a');
  });

  test('work without a tick lands as a sweep that resolved no items', async () => {
    const scene = await open({ phases: 1 });
    await scene.shift({ agent: agent(['a'], 'echo half > half.txt') });
    expect(scene.subjects().at(-1)).toBe('[pitboss] sweep after phase 01: no items resolved');
  });

  test.each([
    ['against sweeps holds for the whole run', 'skip', []],
    ['for a sweep brings one at the first occasion, and no second', 'force', ['01']],
  ] as const)('a word %s', async (_, word, anchors) => {
    const scene = await open({ phases: 3, play: { sweep: word } });
    const shift = await scene.shift({
      agent: agent(['a', 'b'], `${tick('a')}; echo swept > swept.txt`),
      config: word === 'skip' ? rules({ trigger_min_items: 1 }) : rules({ final_sweep_enabled: false }),
    });
    expect(shift.told.flatMap((event) => (event.kind === 'sweep_started' ? [event.after] : []))).toEqual(anchors);
    expect(await scene.record()).toMatchObject({ status: 'finished', pending_sweep: false });
  });

  test('items that outlive enough sweeps are told once, when they cross the line', async () => {
    const scene = await open({ phases: 3 });
    const shift = await scene.shift({
      agent: agent(['a', 'b'], 'true'),
      config: rules({ trigger_min_items: 1, escalate_after: 2 }),
    });
    expect(events(shift, 'item_stale')).toEqual([
      { kind: 'item_stale', text: 'a', attempts: 2 },
      { kind: 'item_stale', text: 'b', attempts: 2 },
    ]);
    expect(await scene.record()).toMatchObject({
      deferred_item_attempts: { a: 3, b: 3 },
      limits: { escalate_after: 2 },
    });
  });
});

describe('a sweep that is stopped', () => {
  const eager = rules({ trigger_min_items: 1 });

  test('because it touched deferred phases leaves them as they were, keeps its work and goes on after a rebuy', async () => {
    const scene = await open({ phases: 2 });
    const blocks = '\\n## Deferred phases\\n\\n### From phase 01: Rework\\n**Scope.** All.\\n\\n\\n';
    const before =
      '## Deferred items\n\n- [ ] a\n\n## Deferred phases\n\n### From phase 01: Rework\n**Scope.** All.\n\n';
    const bad = agent(['a'], `${tick('a')}; sed -i 's/All/Nothing/' ${DEFERRED}; echo swept > swept.txt`, blocks);
    await scene.shift({ agent: bad, config: eager });
    expect(await scene.record()).toMatchObject({
      status: 'halted',
      halt: { code: 'deferred_invalid', why: expect.stringContaining('Deferred phases') },
      pending_sweep: true,
      deferred_item_attempts: { a: 1 },
      completed: ['01'],
    });
    expect(deferredOf(scene)).toBe(before.trimEnd());
    await scene.command('rebuy');
    // The good agent strips the line ends behind the block, as editors do: the block stays byte for byte all the same.
    const good = agent(
      ['a'],
      `${tick('a')}; printf %s "$(cat ${DEFERRED})" > ${DEFERRED}; echo swept > swept.txt`,
      blocks,
    );
    await scene.shift({ agent: good, config: eager });
    expect(scene.subjects()).toEqual([
      '[pitboss] phase 01: Title 01',
      '[pitboss] sweep after phase 01: 1 deferred items resolved',
      '[pitboss] phase 02: Title 02',
    ]);
    expect(`${deferredOf(scene)}\n\n`).toBe(before.slice(before.indexOf('## Deferred phases')));
  });

  test('by failing tests halts, and a rebuy goes on at the fixer, not at the phase', async () => {
    const scene = await open({ phases: 2 });
    const red = (config: Config): Config => ({
      ...eager(config),
      retries: { ...config.retries, fixer_max_attempts: 0 },
      tests: { ...config.tests, command: 'test ! -e red.txt' },
    });
    await scene.shift({ agent: agent(['a'], `${tick('a')}; echo red > red.txt`), config: red });
    const halted = await scene.record();
    expect(halted).toMatchObject({ status: 'halted', halt: { code: 'tests_failed' }, pending_sweep: true });
    expect(scene.tip(`refs/pitboss/wip/${scene.runId}/sweep/01-1`)).not.toBeNull();
    await scene.command('rebuy');
    const mended = shellAgent({
      implementer: `${READ_ID}; echo "$id" > "$id.txt"`,
      fixer: 'rm red.txt; echo green > green.txt',
    });
    const second = await scene.shift({
      agent: mended,
      config: (config) => ({ ...red(config), retries: { ...config.retries, fixer_max_attempts: 1 } }),
    });
    expect(scene.subjects()).toEqual([
      '[pitboss] phase 01: Title 01',
      '[pitboss] sweep after phase 01: 1 deferred items resolved',
      '[pitboss] phase 02: Title 02',
    ]);
    expect(events(second, 'sweep_started')).toMatchObject([{ resumedAt: 'fix' }]);
    expect(deferredOf(scene)).toBe('');
  });

  test('by the end of its machine is kept with its ticks and finished by the next', async () => {
    const scene = await open({ phases: 2 });
    const machine = new AbortController();
    const slow = agent(['a'], `${tick('a')}; echo swept > swept.txt; echo '{"type":"text","text":"ready"}'; sleep 30`);
    await scene.shift({
      agent: slow,
      config: eager,
      signal: machine.signal,
      onTell: (event) => event.kind === 'agent_text' && machine.abort(),
    });
    expect(await scene.record()).toMatchObject({ status: 'halted', halt: { code: 'interrupted' } });
    await scene.command('rebuy');
    await scene.shift({ agent: agent(['a'], 'true'), config: eager });
    expect(scene.subjects()).toEqual([
      '[pitboss] phase 01: Title 01',
      '[pitboss] sweep after phase 01: 1 deferred items resolved',
      '[pitboss] phase 02: Title 02',
    ]);
    expect(scene.remoteGit('show', `pitboss/play/${scene.runId}:swept.txt`)).toBe('swept');
    expect(scene.tip('refs/pitboss/wip')).toBeNull();
  });

  test('between its commit and its record is adopted, with what it ticked', async () => {
    const scene = await open({ phases: 2 });
    scene.remoteGit('config', 'receive.advertiseAtomic', 'false');
    const hook = join(scene.remote, 'hooks/update');
    const refuse = 'case "$1" in refs/heads/pitboss/ledger|refs/pitboss/*) exit 1;; esac';
    const swept = agent(['a'], `${tick('a')}; echo swept > swept.txt`);
    let sweeping = false;
    const first = await scene.shift({
      agent: swept,
      config: eager,
      onTell: (event) => {
        sweeping ||= event.kind === 'sweep_started';
        if (sweeping && event.kind === 'tests_skipped') {
          script(hook, refuse);
        }
      },
    });
    expect(first.outcome.kind).toBe('lost');
    expect((await scene.record()).sweeps).toEqual([]);
    script(hook, 'exit 0');
    await scene.shift({ agent: swept, config: eager, ports: { holderEnded: async () => true } });
    expect(scene.subjects()).toEqual([
      '[pitboss] phase 01: Title 01',
      '[pitboss] sweep after phase 01: 1 deferred items resolved',
      '[pitboss] phase 02: Title 02',
    ]);
    expect(await scene.record()).toMatchObject({ status: 'finished', sweeps: [{ after: '01', resolved: 1, left: 0 }] });
    expect(deferredOf(scene)).toBe('');
  });
});
