import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { AgentBackend } from '../../../src/agents/contract.js';
import type { Config } from '../../../src/config/config.js';
import { firstNonce } from '../../../src/run/ids.js';
import { git, write } from '../../git/support.js';
import { shellAgent } from '../../work/support.js';
import { type GrindScene, grindScene, materialOf, promptOf, WRITES_OWN } from './support.js';

jest.setTimeout(120_000);

let world: GrindScene;
beforeEach(async () => {
  world = await grindScene();
});
afterEach(() => world.dispose());

const TWO = materialOf([promptOf('alpha', { max_runs: 2 })]);

describe('the branch that a grind run started from', () => {
  test('is merged between two sessions where it moved; also where phases would be put on it anew', async () => {
    const config = (base: Config): Config => ({ ...base, git: { ...base.git, on_base_moved: 'rebase' } });
    const clone = join(world.root, 'clone');
    let moved = false;
    await world.grind(TWO, {
      config,
      onTell: ({ kind }) => {
        if (kind === 'dispatch_ended' && !moved) {
          moved = true;
          git(world.root, 'clone', '--quiet', '--branch', 'main', world.remote, clone);
          write(clone, { 'b.txt': 'theirs\n' });
          git(clone, 'add', '-A');
          git(clone, 'commit', '--quiet', '-m', 'theirs');
          git(clone, 'push', '--quiet', 'origin', 'HEAD');
        }
      },
    });
    const own = world.remoteGit(
      'log',
      '--first-parent',
      '--reverse',
      '--format=%s',
      `main..pitboss/grind/${world.runId}`,
    );
    expect(own.split('\n').map((subject) => subject.replace(/ at .*/, ''))).toEqual([
      expect.stringContaining('alpha'),
      '[pitboss] merge main',
      expect.stringContaining('alpha'),
    ]);
    const commits = world.sessions().map(({ commit }) => commit);
    expect(commits).toEqual([
      world.remoteGit('rev-parse', `pitboss/grind/${world.runId}~2`),
      world.remoteGit('rev-parse', `pitboss/grind/${world.runId}`),
    ]);
  });
});

describe('agents of a grind run', () => {
  test('are looked at before it begins: that of the fixer only where a prompt is verified', async () => {
    const missing: AgentBackend = {
      ...WRITES_OWN,
      name: 'absent',
      version: { argv: ['no-such-agent'], read: () => null, oldest: '1.0.0', tested: null },
    };
    const agents = async () => ({
      forRole: (role: string) => ({ backend: role === 'implementer' ? WRITES_OWN : missing, model: 'some-model' }),
    });
    const verified = materialOf([promptOf('alpha', { max_runs: 1, verify: true })]);
    await world.grind(verified, { ports: { agents } });
    expect(await world.record()).toMatchObject({ status: 'halted', halt: { code: 'agent_missing' } });
    await world.command('rebuy');
    await world.grind(materialOf([promptOf('alpha', { max_runs: 1 })]), { ports: { agents } });
    expect(await world.record()).toMatchObject({ status: 'finished', grind: { counts: { ok: 1 } } });
  });
});

describe('a run that is removed from the ledger', () => {
  test('takes its sessions and kept trees with it; where its rotation stands stays', async () => {
    const keep = (config: Config): Config => ({ ...config, ledger: { ...config.ledger, keep_runs: 1 } });
    const once = materialOf([promptOf('alpha', { max_runs: 1 })]);
    const half = shellAgent({ implementer: 'echo half > half.txt; exit 3' });
    await world.grind(once, { config: keep, agent: half });
    const kept = () => world.remoteGit('for-each-ref', '--format=%(refname)', 'refs/pitboss/wip');
    expect(kept()).toContain(`${world.runId}/session/0001-alpha`);
    const runId = `${world.runId.slice(0, -6)}ffffff`;
    const request = { rotation: null, budgets: {}, carry: true };
    await world.command('grind', { ...world.starts, run_id: runId, grind_request: request });
    await world.grind(once, { config: keep, runId, nonce: firstNonce(runId) });
    expect(world.sessions()).toEqual([]);
    expect(world.ledgerFile(`runs/${world.runId}/run.json`)).toBeNull();
    expect(kept()).toBe('');
    expect(world.ledgerFile('grind/nightly.json')).not.toBeNull();
    expect(await world.record(runId)).toMatchObject({ status: 'finished' });
  });
});
