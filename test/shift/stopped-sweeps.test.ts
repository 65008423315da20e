import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { script } from '../git/support.js';
import { shellAgent } from '../work/support.js';
import { READ_ID } from './support.js';
import { agent, DEFERRED, deferredOf, events, open, rules, tick } from './sweeping.js';

describe('a sweep that is stopped', () => {
  const eager = rules({ trigger_min_items: 1 });

  test('because it touched deferred phases leaves them as they were, keeps its work and goes on after a rebuy', async () => {
    const scene = await open({ phases: 2 });
    const blocks = '\\n## Deferred phases\\n\\n### From phase 01: Rework\\n**Scope.** All.\\n\\n\\n';
    const before =
      '## Deferred items\n\n- [ ] a\n\n## Deferred phases\n\n### From phase 01: Rework\n**Scope.** All.\n\n';
    const bad = agent(['a'], `${tick('a')}; sed -i 's/All/Nothing/' ${DEFERRED}; echo swept > swept.txt`, { blocks });
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
    const good = agent(['a'], `${tick('a')}; printf %s "$(cat ${DEFERRED})" > ${DEFERRED}; echo swept > swept.txt`, {
      blocks,
    });
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

  test('by tests that fail after its audit lands nothing and stays owed', async () => {
    const scene = await open({ phases: 2 });
    await scene.shift({
      agent: agent(['a'], `${tick('a')}; echo swept > swept.txt`, { auditor: 'echo red > red.txt' }),
      config: (config) => ({
        ...rules({ trigger_min_items: 1, audit_enabled: true })(config),
        tests: { ...config.tests, command: 'test ! -e red.txt' },
      }),
    });
    expect(await scene.record()).toMatchObject({
      status: 'halted',
      halt: { code: 'tests_failed' },
      pending_sweep: true,
      completed: ['01'],
      sweeps: [],
    });
    expect(scene.subjects()).toEqual(['[pitboss] phase 01: Title 01']);
  });

  test('in the loop after the last phase goes on after a rebuy until nothing is open', async () => {
    const scene = await open({ phases: 1 });
    const one = `grep -q '\\[ \\] a' ${DEFERRED} && { ${tick('a')}; echo 1 > swept.txt; exit 0; }`;
    await scene.shift({ agent: agent(['a', 'b'], `${one}; exit 3`) });
    expect(await scene.record()).toMatchObject({ status: 'halted', post_final_phase: true, pending_sweep: true });
    await scene.command('rebuy');
    await scene.shift({ agent: agent(['a', 'b'], `${tick('b')}; echo 2 > swept.txt`) });
    expect(await scene.record()).toMatchObject({ status: 'finished', pending_sweep: false, completed: ['01'] });
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
