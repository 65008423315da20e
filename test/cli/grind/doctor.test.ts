import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { grindChecks } from '../../../src/cli/doctor/grind.js';
import { stuckRuns } from '../../../src/cli/doctor/stuck-runs.js';
import { DEFAULT_CONFIG } from '../../../src/config/config.js';
import { grindWaits } from '../../../src/run/grind/grind-halts.js';
import type { RunRecord } from '../../../src/run/record.js';
import { write } from '../../git/support.js';
import { grindRecord } from '../../run/grind/samples.js';
import { RUN } from '../../run/samples.js';

function look(run: RunRecord, trees: readonly string[] = []) {
  const refs = new Map([
    [`refs/heads/${run.branch}`, run.head_sha],
    ...trees.map((name) => [`refs/pitboss/wip/${RUN}/${name}`, 'f'.repeat(40)] as const),
  ]);
  const state = { tip: 't', triggers: [], runs: new Map([[RUN, run]]), spend: new Map(), problems: [] };
  return stuckRuns({ state, holder: () => 'gone', refs });
}

describe('of a grind run', () => {
  test('that is paused, doctor says so, and that nothing is wrong', () => {
    expect(look(grindRecord({ status: 'waiting', wake_at: null, wait: grindWaits.paused() }))).toEqual([
      {
        name: 'run_paused',
        state: 'warning',
        what: `Run ${RUN} is paused.`,
        why: expect.stringContaining('Somebody asked for it.'),
        fix: expect.stringContaining(`pitboss rebuy ${RUN}`),
      },
    ]);
  });

  test('that is over, the trees of its sessions are kept on purpose', () => {
    const trees = ['session/0002-lint-sweep', 'session/0004-docs'];
    expect(look(grindRecord({ status: 'finished' }), trees)).toMatchObject([
      { name: 'runs', state: 'ok' },
      { name: 'session_trees', state: 'ok', what: expect.stringContaining(`run ${RUN} keeps 2 trees`) },
    ]);
    expect(look(grindRecord({ status: 'finished' })).map(({ name }) => name)).toEqual(['runs']);
  });
});

describe('of prompts', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'pitboss-doctor-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const checks = (config = DEFAULT_CONFIG) => grindChecks({ root, home: undefined, promptsDir: null }, config);
  const good = '---\nname: docs\ndescription: mends docs\n---\nMend.\n';

  test('where there are none, doctor says nothing', async () => {
    expect(await checks()).toEqual([]);
  });

  test('a bad one is named with its line, and what is there can be worked with', async () => {
    write(root, {
      '.pitboss/grind/prompts/docs.md': good,
      '.pitboss/grind/prompts/bad.md': good.replace('docs', 'bad').replace('---\nMend', 'weigth: 2\n---\nMend'),
    });
    expect(await checks()).toMatchObject([
      { name: 'grind', state: 'ok', what: 'grind: 1 prompt, rotation default' },
      {
        name: 'grind_prompts',
        state: 'warning',
        what: expect.stringMatching(/^\.pitboss\/grind\/prompts\/bad\.md:4: weigth is not a known key/),
        fix: expect.stringContaining('weight'),
      },
    ]);
  });

  test('a default rotation that is not there is a problem', async () => {
    write(root, { '.pitboss/grind/prompts/docs.md': good });
    const config = { ...DEFAULT_CONFIG, grind: { ...DEFAULT_CONFIG.grind, default_rotation: 'nightly' } };
    expect(await checks(config)).toMatchObject([
      { name: 'grind', state: 'problem', why: expect.stringContaining('nightly') },
    ]);
  });
});
