import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AgentBackend } from '../../../src/agents/contract.js';
import { type Config, DEFAULT_CONFIG } from '../../../src/config/config.js';
import { allowedCommands } from '../../../src/work/baseline/allowed-commands.js';
import { carriedOut, shellAgent, testCommand } from '../support.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pitboss-allowed-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function config(tests: Partial<Config['tests']> = {}, allowed: string[] = []): Config {
  const agent = { ...DEFAULT_CONFIG.agent, allowed_commands: allowed };
  return { ...DEFAULT_CONFIG, agent, tests: { ...DEFAULT_CONFIG.tests, ...tests } };
}

function sheet(...argv: [string, ...string[]]) {
  return { baseCommand: { argv, scripts: {} } };
}

test('an agent may run what its work is judged by, what sets the project up, and what the configuration adds', async () => {
  const unit = { dir, config: config({ setup: ['npm', 'ci'] }, ['npm run lint', 'npm ci']) };
  const base = sheet('pytest', '-q');
  expect(await allowedCommands(unit, base, 'implementer')).toEqual(['pytest -q', 'npm ci', 'npm run lint']);
  expect(await allowedCommands(unit, base, 'auditor')).toHaveLength(3);
});

test('where the base had no tests, the ones that the tree has by now', async () => {
  writeFileSync(join(dir, 'go.mod'), 'module x\n');
  expect(await allowedCommands({ dir, config: config() }, { baseCommand: undefined }, 'fixer')).toEqual([
    'go test ./...',
  ]);
});

test('a shell line is given as it is written, never the shell itself', async () => {
  const base = sheet('sh', '-c', ' npm test && npm run lint ');
  expect(await allowedCommands({ dir, config: config() }, base, 'fixer')).toEqual(['npm test && npm run lint']);
});

test('a list whose words would need quoting is left out', async () => {
  const base = sheet('npx', 'jest', '-t', 'one (two)');
  expect(await allowedCommands({ dir, config: config() }, base, 'fixer')).toEqual([]);
});

test('a planner runs nothing', async () => {
  const base = sheet('npm', 'test');
  expect(await allowedCommands({ dir, config: config({}, ['npm run lint']) }, base, 'planner')).toEqual([]);
});

test('every agent of a unit is told of them', async () => {
  const agent = shellAgent({ implementer: 'touch 01.txt' });
  const told: (readonly string[] | undefined)[] = [];
  const backend: AgentBackend = {
    ...agent,
    prepare: (request) => {
      told.push(request.allowedCommands);
      return agent.prepare(request);
    },
  };
  await carriedOut({ agent: backend, config: testCommand('test -f 01.txt') });
  expect(told).toEqual([['test -f 01.txt']]);
});
