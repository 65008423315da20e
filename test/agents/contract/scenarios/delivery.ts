import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { z } from 'zod';
import type { AgentBackend } from '../../../../src/agents/contract.js';
import { programRunner } from '../../../../src/process/run-program.js';
import { type Dispatched, dispatchOnce, PROMPT } from '../../dispatching.js';
import type { BackendUnderTest, Scenario } from '../scenario.js';

const SYSTEM = 'Be brief.';
const KEY = 'key-of-the-contract';
const ADDRESS = 'http://127.0.0.1:9/model';
const FIRST_LINE = PROMPT.split('\n', 1)[0] ?? '';
const NO_PROGRAM = 'pitboss-no-such-program';

const neverRun = () => Promise.reject(new TypeError('a program was started'));

const seenSchema = z.object({
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  prompt: z.string(),
  system: z.string().nullable(),
  key: z.string().nullish(),
  baseUrl: z.string().nullish(),
});

function promptOf(bytes: number): string {
  return `${FIRST_LINE}\n`.padEnd(bytes, 'x');
}

/** In bytes, for a prompt whose characters are one byte each. */
function most({ maxPromptBytes, maxPromptCharacters = maxPromptBytes }: AgentBackend): number {
  return Math.min(maxPromptBytes, maxPromptCharacters);
}

async function withAccess(backend: AgentBackend, { model }: BackendUnderTest): Promise<Dispatched> {
  const provider = backend.provider(model);
  return await dispatchOnce(backend, {
    model,
    systemPrompt: SYSTEM,
    env: { PATH: process.env.PATH ?? '', HOME: '/home/of-a-person', LANG: 'C.UTF-8' },
    ...(provider === null ? {} : { access: { provider, key: { kind: 'api_key', value: KEY }, baseUrl: ADDRESS } }),
  });
}

/** What reached the program: the prompt unchanged and never as an argument, one key, an address, a home of its own. */
function checkDelivery({ cwd }: Dispatched): void {
  const seen = seenSchema.parse(JSON.parse(readFileSync(join(cwd, 'seen.json'), 'utf8')));
  expect(seen.prompt.startsWith(`${FIRST_LINE}\n`)).toBe(true);
  expect(seen.prompt.trimEnd().endsWith(PROMPT.trimEnd().split('\n').at(-1) ?? '')).toBe(true);
  expect(seen.system).toBe(SYSTEM);
  expect([seen.key, seen.baseUrl]).toEqual([KEY, ADDRESS]);
  expect(seen.args.join('\n')).not.toContain('Do the work.');
  expect(seen.args.join('\n')).not.toContain(KEY);
  expect(Object.entries(seen.env).filter(([, value]) => value === KEY)).toHaveLength(1);
  expect(seen.env.PITBOSS_MARKER).toMatch(/^agents-/);
  expect(seen.env.HOME).toContain('/scratch/');
}

async function checkVersion({ version: rule }: AgentBackend, { version }: BackendUnderTest): Promise<void> {
  const lines: string[] = [];
  const { exit } = await programRunner({ lingerMs: 50, drainMs: 200 })({
    argv: rule?.argv ?? [NO_PROGRAM],
    cwd: '/',
    env: { PATH: process.env.PATH ?? '' },
    timeoutMs: 60_000,
    marker: `contract-version-${process.pid}`,
    onLine: (_, line) => lines.push(line),
  });
  expect(exit).toEqual({ kind: 'exited', code: 0 });
  expect(rule?.read(lines.join('\n'))).toBe(version);
}

/** What has to be right before a model is asked at all. */
export const DELIVERY: readonly Scenario[] = [
  {
    name: 'record',
    what: 'Prompt, system prompt, key and address arrive; the key stands in one variable, the prompt in no argument, the home is fresh.',
    plays: 'record',
    expected: { kind: 'completed' },
    drive: withAccess,
    check: checkDelivery,
  },
  {
    name: 'largest_prompt',
    what: 'A prompt of one megabyte, or of the most that the backend takes where that is less, arrives.',
    plays: 'success',
    expected: { kind: 'completed' },
    drive: (backend, { model }) =>
      dispatchOnce(backend, { model, prompt: promptOf(Math.min(most(backend), 1_048_576)) }),
  },
  {
    name: 'foreign_prompt',
    what: 'A prompt that begins with anything but our own line, a command to some CLI perhaps, is not sent.',
    plays: 'success',
    expected: { kind: 'failed', message: /first line of the prompt/, usage: 'none', estimated: false, started: false },
    drive: (backend, { model }) => dispatchOnce(backend, { model, prompt: `/help\n${PROMPT}` }, neverRun),
  },
  {
    name: 'prompt_too_long',
    what: 'A prompt of one byte, or one character, more than the backend takes is refused before anything is started.',
    plays: 'success',
    expected: { kind: 'context_limit', message: /takes at most \d+/, usage: 'none', estimated: false, started: false },
    drive: (backend, { model }) => dispatchOnce(backend, { model, prompt: promptOf(most(backend) + 1) }, neverRun),
  },
  {
    name: 'no_money_left',
    what: 'Without money left nothing is started.',
    plays: 'success',
    expected: { kind: 'budget', usage: 'none', estimated: false, started: false },
    drive: (backend, { model }) => dispatchOnce(backend, { model, maxUsd: 0 }, neverRun),
  },
  {
    name: 'stopped_before_start',
    what: 'A stop that comes first means that nothing is started.',
    plays: 'success',
    expected: { kind: 'cancelled', usage: 'none', estimated: false, started: false },
    drive: (backend, { model }) => dispatchOnce(backend, { model, signal: AbortSignal.abort() }, neverRun),
  },
  {
    name: 'missing_program',
    what: 'A program that is not there is named, and costs nothing.',
    plays: null,
    expected: {
      kind: 'missing_program',
      message: new RegExp(NO_PROGRAM),
      usage: 'none',
      estimated: false,
      started: false,
    },
    drive: (_, { model, withProgram }) => dispatchOnce(withProgram(NO_PROGRAM), { model }),
  },
  {
    name: 'version_probe',
    what: 'The program tells its version, and the rule of the backend reads it.',
    plays: 'success',
    verify: checkVersion,
  },
];
