import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, jest } from '@jest/globals';
import type { ClaudeCodeOptions } from '../../src/agents/claude-code/command.js';
import { claudeCode } from '../../src/agents/claude-code.js';
import type { CodexOptions } from '../../src/agents/codex/command.js';
import { codex } from '../../src/agents/codex.js';
import type { AgentBackend, AgentEvent, DispatchOutcome, DispatchRequest } from '../../src/agents/contract.js';
import { dispatch } from '../../src/agents/dispatch.js';
import { scriptAgent } from '../../src/agents/script.js';
import type { RunProgram } from '../../src/process/program.js';
import { programRunner } from '../../src/process/run-program.js';

/** Programs start slowly on a busy machine; a test that hangs still ends. */
jest.setTimeout(60_000);

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Where the programs that stand in for CLIs are. */
export const FAKES = join(root, 'test/fixtures/agents');
const folders: string[] = [];

async function remove(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
}
afterEach(remove);

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pitboss-agents-'));
  folders.push(folder);
  return folder;
}

const bundles: string[] = [];
afterAll(async () => {
  await Promise.all(bundles.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** Bundles the script agent as a release does; returns how to start it. */
export async function builtScriptAgent(): Promise<readonly [string, ...string[]]> {
  const folder = await mkdtemp(join(tmpdir(), 'pitboss-script-agent-'));
  bundles.push(folder);
  const out = join(folder, 'script-agent.mjs');
  const esbuild = join(root, 'node_modules/.bin/esbuild');
  const flags = ['--bundle', '--platform=node', '--format=esm', '--target=node20', `--outfile=${out}`];
  await promisify(execFile)(esbuild, [join(root, 'src/agents/script-agent/main.ts'), ...flags]);
  return [process.execPath, out];
}

export function fakeClaudeBackend(scenario: string, options: ClaudeCodeOptions = {}): AgentBackend {
  return claudeCode({ binary: join(FAKES, 'fake-claude.mjs'), extra_args: ['--scenario', scenario], ...options });
}

/** Its sandbox is chosen, not probed for, unless the options say otherwise. */
export function fakeCodexBackend(scenario: string, options: CodexOptions = {}): AgentBackend {
  const extra_args = ['--scenario', scenario, '--zone', process.env.TZ ?? ''];
  return codex({ binary: join(FAKES, 'fake-codex.mjs'), extra_args, sandbox: 'workspace-write', ...options });
}

export async function scriptBackend(program: readonly [string, ...string[]], yaml: string): Promise<AgentBackend> {
  const scriptFile = join(await temporaryFolder(), 'agent.yml');
  await writeFile(scriptFile, yaml);
  return scriptAgent({ scriptFile, program });
}

export interface Dispatched {
  readonly outcome: DispatchOutcome;
  readonly events: AgentEvent[];
  readonly cwd: string;
  readonly logFile: string;
  readonly marker: string;
}

export const PROMPT = 'Pitboss dispatch: role=implementer unit=phase/01 attempt=1\n\nDo the work.\n';

let markers = 0;

/** Dispatches once in a fresh tree. */
export async function dispatchOnce(
  backend: AgentBackend,
  change: Partial<DispatchRequest> = {},
  run: RunProgram = programRunner({ lingerMs: 50, drainMs: 200 }),
): Promise<Dispatched> {
  const folder = await temporaryFolder();
  const cwd = join(folder, 'tree');
  const logFile = join(folder, 'logs', 'agent.log');
  const events: AgentEvent[] = [];
  markers += 1;
  const marker = `agents-${process.pid}-${markers}`;
  if (!existsSync(cwd)) {
    await mkdir(cwd);
  }
  const outcome = await dispatch(
    backend,
    {
      role: 'implementer',
      model: 'claude-x',
      systemPrompt: '',
      prompt: PROMPT,
      cwd,
      scratchDir: join(folder, 'scratch'),
      logFile,
      timeoutMs: 60_000,
      maxUsd: null,
      env: { PATH: process.env.PATH ?? '', ANTHROPIC_API_KEY: 'key' },
      marker,
      signal: new AbortController().signal,
      onEvent: (event) => events.push(event),
      ...change,
    },
    run,
  );
  return { outcome, events, cwd: change.cwd ?? cwd, logFile, marker };
}
