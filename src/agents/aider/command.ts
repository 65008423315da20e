import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_STOP } from '../../process/stop-ladder.js';
import type { AgentCommand, DispatchRequest } from '../contract.js';
import { aiderAccess } from './provider.js';

export const AIDER_PROGRAM = 'aider';

export interface AiderOptions {
  /** Program name or path; `aider` unless set. */
  readonly binary?: string | undefined;
  /** Appended to our arguments. */
  readonly extra_args?: readonly string[] | undefined;
}

/** It edits and answers, and does nothing else: no commits, no ignore files, no linters, no shell commands, no questions, no news. */
const QUIET_AND_CLOSED = [
  '--yes-always',
  '--no-auto-commits',
  '--no-dirty-commits',
  '--no-gitignore',
  '--no-auto-lint',
  '--no-auto-test',
  '--no-suggest-shell-commands',
  '--no-detect-urls',
  '--analytics-disable',
  '--no-check-update',
  '--no-show-release-notes',
  '--no-show-model-warnings',
] as const;

/** One reply in one piece, as plain lines. */
const PLAIN_OUTPUT = ['--no-stream', '--no-pretty', '--no-fancy-input'] as const;

const ENVIRONMENT = {
  // Its console breaks lines at the width of the terminal, also where there is none; a broken report could not be read.
  COLUMNS: '4000',
  // Without it nothing is seen, and nothing kept of a stop, until the end.
  PYTHONUNBUFFERED: '1',
  PYTHONIOENCODING: 'utf-8',
  // Prices come with the program; litellm would fetch newer ones at every start.
  LITELLM_LOCAL_MODEL_COST_MAP: 'True',
} as const;

/** Writes prompt and system prompt, makes a fresh home, and says how to start Aider. Nothing is read from standard input. */
export async function aiderCommand(options: AiderOptions, request: DispatchRequest): Promise<AgentCommand> {
  const place = (name: string) => join(request.scratchDir, name);
  await mkdir(place('home'), { recursive: true, mode: 0o700 });
  await writeFile(place('prompt.md'), request.prompt);
  await writeFile(place('system-prompt.md'), request.systemPrompt);
  await writeFile(place('empty'), '');
  return {
    argv: [
      options.binary ?? AIDER_PROGRAM,
      ...['--message-file', place('prompt.md')],
      ...QUIET_AND_CLOSED,
      ...PLAIN_OUTPUT,
      ...['--chat-history-file', '/dev/null', '--input-history-file', '/dev/null'],
      ...['--model', request.model],
      ...(request.systemPrompt === '' ? [] : ['--read', place('system-prompt.md')]),
      ...(options.extra_args ?? []),
    ],
    env: { ...request.env, ...aiderAccess(request.access), HOME: place('home'), ...ENVIRONMENT },
    stdinFile: place('empty'),
    stop: DEFAULT_STOP,
  };
}
