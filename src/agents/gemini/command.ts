import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MARKER_VARIABLE } from '../../process/process-table.js';
import type { StopStep } from '../../process/program.js';
import { accessVariables } from '../access/access-variables.js';
import type { AgentCommand, DispatchRequest } from '../contract.js';
import { withoutAtPaths } from './at-paths.js';
import { policy, type Reach } from './policy.js';
import { settings } from './settings.js';

export const GEMINI_PROGRAM = 'gemini';

export interface GeminiOptions {
  /** Program name or path; `gemini` unless set. */
  readonly binary?: string | undefined;
  /** Appended to our arguments. */
  readonly extra_args?: readonly string[] | undefined;
  /** Unset, `auto_edit`: edits inside the working tree, and the shell commands that are allowed. A planner only reads. */
  readonly approval_mode?: Exclude<Reach, 'read_only'> | undefined;
}

/** SIGINT brings nothing more than SIGTERM: the CLI ends at once and reports no totals. Commands that it was running stay behind and are found by our marker. */
const STOP: readonly StopStep[] = [
  { signal: 'SIGTERM', target: 'group', graceMs: 5_000 },
  { signal: 'SIGKILL', target: 'group', graceMs: 5_000 },
];

const SWITCHES = {
  // An untrusted folder's settings, GEMINI.md files, `.env`, commands, skills and hooks are left unread. Not an option.
  GEMINI_RESTRICTED_MODE: 'true',
  GEMINI_CLI_TRUST_WORKSPACE: 'false',
  // A second process that ignores signals would stand between us and the one that works.
  GEMINI_CLI_NO_RELAUNCH: 'true',
} as const;

/** What the CLI refuses to its own editing tools, whatever its policy says, can still be done. */
const TOOL_NOTES = `# Notes on your tools

Your file tools refuse build files such as package.json, go.mod, Cargo.toml, pyproject.toml, Makefile and Dockerfile. To change one,
write its whole new content to a file of another name beside it, then move that over it with \`mv\`, in a command of its own.
Shell commands are allowed by their beginning. Call them without quotes, variables and \`cd\`, with relative paths.
`;

/** Writes prompt, settings, policy and system prompt into a fresh home, and says how to start the CLI. */
export async function geminiCommand(options: GeminiOptions, request: DispatchRequest): Promise<AgentCommand> {
  const home = join(request.scratchDir, 'home');
  const config = join(home, '.gemini');
  const temporary = join(request.scratchDir, 'tmp');
  const stdinFile = join(request.scratchDir, 'prompt.md');
  const policyFile = join(request.scratchDir, 'policy.toml');
  const reach = options.approval_mode ?? (request.role === 'planner' ? 'read_only' : 'auto_edit');
  await Promise.all([config, temporary].map((folder) => mkdir(folder, { recursive: true, mode: 0o700 })));
  await writeFile(stdinFile, await withoutAtPaths(request.prompt, request.cwd));
  await writeFile(
    join(config, 'settings.json'),
    JSON.stringify(settings([...Object.keys(request.env), MARKER_VARIABLE])),
  );
  await writeFile(join(config, 'GEMINI.md'), systemText(reach, request.systemPrompt));
  await writeFile(policyFile, policy(reach, request.allowedCommands ?? []));
  return {
    argv: [
      options.binary ?? GEMINI_PROGRAM,
      ...['--output-format', 'stream-json', '--model', request.model, '--policy', policyFile],
      ...(options.extra_args ?? []),
    ],
    env: {
      ...request.env,
      ...accessVariables(request.access),
      HOME: home,
      // After a failed request the CLI writes the whole conversation into a file there.
      TMPDIR: temporary,
      ...SWITCHES,
    },
    stdinFile,
    stop: STOP,
  };
}

function systemText(reach: Reach, systemPrompt: string): string {
  const notes = reach === 'auto_edit' ? TOOL_NOTES : '';
  return [systemPrompt, notes].filter((text) => text !== '').join('\n\n');
}
