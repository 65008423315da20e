import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ModelAccess } from '../../src/agents/access/model-access.js';
import { secretForms } from '../../src/land/secret-scan.js';
import { allowedEnvironment } from '../../src/process/allowed-environment.js';
import { shellAgent, testCommand } from '../work/support.js';
import { READ_ID, type ShiftScene, shiftScene } from './support.js';

const TOKEN = 'ghs_0123456789abcdefABCDEF';
const RUNTIME = 'runtime-token-0123456789';
const MODEL_KEY = 'sk-ant-model-key-0123456789';

let world: ShiftScene;
beforeEach(async () => {
  world = await shiftScene({ phases: 1 });
});
afterEach(() => world.dispose());

/** Everything that a program can see without asking anybody: environment, arguments, its tree and its git. */
const probe = (file: string) =>
  `{ env; tr '\\0' ' ' < /proc/self/environ; cat /proc/$$/cmdline; pwd; git config --list --show-origin; git remote -v; find . -type f -exec cat {} +; } > ${file} 2>/dev/null; true`;

test('agents and tests see no credentials; instead of the model key, agents see a stand-in', async () => {
  const parent = {
    PATH: process.env.PATH,
    GITHUB_TOKEN: TOKEN,
    GH_TOKEN: TOKEN,
    ACTIONS_RUNTIME_TOKEN: RUNTIME,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: RUNTIME,
    'INPUT_PRIVATE-KEY': TOKEN,
    SOME_OTHER: TOKEN,
    HTTPS_PROXY: `http://user:${TOKEN}@proxy.test`,
    NODE_OPTIONS: `--require ${TOKEN}`,
    ANTHROPIC_API_KEY: MODEL_KEY,
    RUNNER_TRACKING_ID: 'tracking-1',
  };
  const access: ModelAccess = { provider: 'anthropic', key: { kind: 'api_key', value: MODEL_KEY }, baseUrl: null };
  const agent = shellAgent({ implementer: `${READ_ID}; ${probe('../seen-by-agent')}; echo x > 01.txt` });
  await world.shift({
    machine: 'm',
    agent,
    config: testCommand(probe('../seen-by-tests')),
    ports: {
      agentEnv: allowedEnvironment(parent, []),
      agents: async () => ({ forRole: () => ({ backend: agent, model: 'some-model', access }) }),
      plainEnv: allowedEnvironment(parent, []),
    },
  });
  const [byAgent, byTests] = ['seen-by-agent', 'seen-by-tests'].map((name) =>
    readFileSync(join(world.root, 'm', name)),
  );
  for (const seen of [byAgent, byTests]) {
    expect(seen?.includes('tracking-1')).toBe(true);
    for (const form of secretForms([TOKEN, RUNTIME])) {
      expect(seen?.includes(form)).toBe(false);
    }
    expect(seen?.includes(world.remote)).toBe(false);
  }
  expect(byAgent?.includes(MODEL_KEY)).toBe(false);
  expect(byAgent?.toString()).toMatch(/^ANTHROPIC_API_KEY=[\w-]{43}$/m);
  expect(byTests?.includes(MODEL_KEY)).toBe(false);
  expect(byTests?.toString()).not.toContain('ANTHROPIC_API_KEY');
  expect((await world.record()).status).toBe('finished');
});
