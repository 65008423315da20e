import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StopStep } from '../../process/program.js';
import type { AgentCommand, DispatchRequest } from '../contract.js';
import { KEY_VARIABLE, PROFILE, profileText } from './profile.js';
import type { SandboxChoice, SandboxMode } from './sandbox.js';

export const CODEX_PROGRAM = 'codex';

export interface CodexOptions {
  /** Program name or path; `codex` unless set. */
  readonly binary?: string | undefined;
  /** Appended to our arguments. */
  readonly extra_args?: readonly string[] | undefined;
  /** Unset: `never`. */
  readonly approval_policy?: 'never' | 'on-request' | undefined;
  /** Unset: `auto`, the CLI's own sandbox where the machine allows it. */
  readonly sandbox?: SandboxMode | 'auto' | undefined;
  /** Whether commands in the sandbox may open sockets; unset: no. */
  readonly network?: boolean | undefined;
}

/** It dies of the first signal at once, its commands with it; nothing makes it tell its totals. The launcher of npm needs the group. */
const STOP: readonly StopStep[] = [
  { signal: 'SIGTERM', target: 'group', graceMs: 5_000 },
  { signal: 'SIGKILL', target: 'group', graceMs: 5_000 },
];

/** Where one dispatch keeps its files. */
interface CodexFolders {
  /** Home of the agent's commands, and theirs to write. */
  readonly home: string;
  /** The CLI's own: settings, sessions. */
  readonly codexHome: string;
  /** In place of a folder for temporary files that the environment names. */
  readonly tmp: string;
}

export function codexFolders(scratchDir: string): CodexFolders {
  return {
    home: join(scratchDir, 'home'),
    codexHome: join(scratchDir, 'codex'),
    tmp: join(scratchDir, 'tmp'),
  };
}

/** The environment of the CLI, without a key. */
function codexEnvironment(env: Readonly<Record<string, string>>, folders: CodexFolders): Record<string, string> {
  return {
    ...env,
    HOME: folders.home,
    CODEX_HOME: folders.codexHome,
    // Where none is named it is /tmp, which the sandbox leaves open: its short path matters to tests that make sockets.
    ...(env.TMPDIR === undefined ? {} : { TMPDIR: folders.tmp }),
    // The retry layer says how long it is about to wait, and says it nowhere else.
    RUST_LOG: 'error,codex_core::responses_retry=warn',
  };
}

/**
 * Writes prompt and profile, makes a fresh home, and says how to start the CLI. The fresh CODEX_HOME is no option: in it no project
 * is trusted, so the checkout's own settings, hooks, servers and rules stay unread.
 */
export async function codexCommand(
  options: CodexOptions,
  request: DispatchRequest,
  chooseSandbox: (env: Readonly<Record<string, string>>) => Promise<SandboxChoice>,
): Promise<AgentCommand> {
  const folders = codexFolders(request.scratchDir);
  const stdinFile = join(request.scratchDir, 'prompt.md');
  const env = codexEnvironment(request.env, folders);
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true, mode: 0o700 })));
  const sandbox = await chooseSandbox(env);
  await writeFile(stdinFile, request.prompt);
  const profile = profileText({
    systemPrompt: request.systemPrompt,
    access: request.access,
    tree: request.cwd,
    writable: [folders.home, folders.tmp],
    network: options.network ?? false,
  });
  await writeFile(join(folders.codexHome, `${PROFILE}.config.toml`), profile);
  const key = request.access?.key?.value;
  return {
    argv: [options.binary ?? CODEX_PROGRAM, ...codexArguments(options, request, sandbox.mode)],
    env: { ...env, ...(key === undefined ? {} : { [KEY_VARIABLE]: key }) },
    stdinFile,
    stop: STOP,
    ...(sandbox.note === null ? {} : { notes: [sandbox.note] }),
  };
}

function codexArguments(
  options: CodexOptions,
  { model, role }: Pick<DispatchRequest, 'model' | 'role'>,
  sandbox: SandboxMode,
): string[] {
  // A planner answers with its plan and changes nothing.
  const mode = role === 'planner' && sandbox === 'workspace-write' ? 'read-only' : sandbox;
  return [
    ...['exec', '--json', '--model', model],
    ...['--sandbox', mode, '--config', `approval_policy="${options.approval_policy ?? 'never'}"`],
    ...['--ignore-rules', '--skip-git-repo-check', '--profile', PROFILE],
    ...(options.extra_args ?? []),
    '-',
  ];
}
