import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { sandboxChecks } from '../../src/cli/doctor/codex-sandbox.js';
import { parseConfig } from '../../src/config/parse-config.js';
import type { ProgramExit, ProgramRequest } from '../../src/process/program.js';

/** What doctor says of Codex's sandbox, where its probe ends like this. */
async function said(yaml: string, exit: ProgramExit) {
  const parsed = parseConfig(yaml, 'pitboss.yml');
  if (!parsed.ok) {
    throw new TypeError('not a configuration');
  }
  const started: ProgramRequest[] = [];
  const checks = await sandboxChecks(
    async (request) => {
      started.push(request);
      const bytes = { stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0 };
      return { exit, ms: 1, ...bytes, strays: 0, leftRunning: [] };
    },
    { PATH: '/bin', OPENAI_API_KEY: 'secret' },
    parsed.config,
  );
  return { checks, started };
}

const CODEX = 'agent: {roles: {auditor: {backend: codex}}, codex: {binary: /opt/codex}}';

test('a sandbox that works is good, and a forbidden one a warning with its repair', async () => {
  const works = await said(CODEX, { kind: 'exited', code: 0 });
  expect(works.checks).toMatchObject([{ name: 'agent_sandbox', state: 'ok' }]);
  const { checks } = await said(CODEX, { kind: 'exited', code: 1 });
  expect(checks).toMatchObject([{ name: 'agent_sandbox', state: 'warning' }]);
  expect(checks[0]?.fix).toContain('agent.codex.sandbox: danger-full-access');
});

test('the probe gets no key and a home that is gone afterwards', async () => {
  const { started } = await said(CODEX, { kind: 'exited', code: 0 });
  const [{ argv, env, cwd } = { argv: [], env: {}, cwd: '/' }] = started;
  expect(argv[0]).toBe('/opt/codex');
  expect(Object.keys(env).sort()).toEqual(['CODEX_HOME', 'HOME', 'PATH']);
  expect(existsSync(cwd)).toBe(false);
});

test('nothing is said of a program that is not there', async () => {
  expect((await said(CODEX, { kind: 'missing', program: '/opt/codex' })).checks).toEqual([]);
});

test.each(['agent: {backend: script}', 'agent: {backend: codex, codex: {sandbox: danger-full-access}}'])(
  'nothing is looked at with %s',
  async (yaml) => {
    const { checks, started } = await said(yaml, { kind: 'exited', code: 1 });
    expect([checks, started]).toEqual([[], []]);
  },
);
