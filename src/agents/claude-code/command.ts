import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StopStep } from '../../process/program.js';
import { accessVariables } from '../access/access-variables.js';
import type { AgentCommand, DispatchRequest } from '../contract.js';
import { commandRules } from './command-rules.js';

export const CLAUDE_PROGRAM = 'claude';

export interface ClaudeCodeOptions {
  /** Program name or path; `claude` unless set. */
  readonly binary?: string | undefined;
  /** Appended to our arguments. */
  readonly extra_args?: readonly string[] | undefined;
  /** Unless set, `acceptEdits`: edits inside the working tree, and the shell commands that are allowed. A planner gets `default`. */
  readonly permission_mode?: string | undefined;
  /** Rules such as `Bash(npm test:*)`. */
  readonly allowed_tools?: readonly string[] | undefined;
}

/** The first signal makes the CLI report its totals; the others end it and its shell. */
const STOP: readonly StopStep[] = [
  { signal: 'SIGINT', target: 'process', graceMs: 5_000 },
  { signal: 'SIGTERM', target: 'group', graceMs: 5_000 },
  { signal: 'SIGKILL', target: 'group', graceMs: 5_000 },
];

const QUIET_AND_CLOSED = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  // Without it, `@/path` inside a prompt pulls in any file of the machine.
  CLAUDE_CODE_DISABLE_ATTACHMENTS: '1',
  // The default of ten means minutes of waiting on a server that is down.
  CLAUDE_CODE_MAX_RETRIES: '4',
} as const;

/**
 * Writes prompt and system prompt, makes a fresh home, and says how to start the CLI. The empty `--setting-sources` and
 * `--strict-mcp-config` are not options: without them the checkout's own settings run hooks and can redirect the model key.
 */
export async function claudeCommand(options: ClaudeCodeOptions, request: DispatchRequest): Promise<AgentCommand> {
  const home = join(request.scratchDir, 'home');
  const configDir = join(request.scratchDir, 'claude');
  const stdinFile = join(request.scratchDir, 'prompt.md');
  const systemFile = join(request.scratchDir, 'system-prompt.md');
  await Promise.all([home, configDir].map((folder) => mkdir(folder, { recursive: true, mode: 0o700 })));
  await writeFile(stdinFile, request.prompt);
  await writeFile(systemFile, request.systemPrompt);
  return {
    argv: [options.binary ?? CLAUDE_PROGRAM, ...claudeArguments(options, request, systemFile)],
    env: {
      ...request.env,
      ...accessVariables(request.access),
      HOME: home,
      CLAUDE_CONFIG_DIR: configDir,
      ...QUIET_AND_CLOSED,
    },
    stdinFile,
    stop: STOP,
  };
}

/** Who plans only reads: `default` asks before an edit, and headless nobody answers. */
function modeFor(role: DispatchRequest['role']): string {
  return role === 'planner' ? 'default' : 'acceptEdits';
}

function claudeArguments(options: ClaudeCodeOptions, request: DispatchRequest, systemFile: string): string[] {
  const tools = [...(options.allowed_tools ?? []), ...commandRules(request.allowedCommands ?? [])];
  return [
    '-p',
    ...['--output-format', 'stream-json', '--verbose', '--include-partial-messages'],
    ...['--model', request.model],
    ...['--permission-mode', options.permission_mode ?? modeFor(request.role)],
    ...(tools.length > 0 ? ['--allowedTools', ...tools] : []),
    ...['--setting-sources', '', '--strict-mcp-config'],
    ...(request.systemPrompt === '' ? [] : ['--append-system-prompt-file', systemFile]),
    ...(request.maxUsd === null ? [] : ['--max-budget-usd', String(request.maxUsd)]),
    '--no-session-persistence',
    ...(options.extra_args ?? []),
  ];
}
