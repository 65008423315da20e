import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../../src/process/run-program.js';
import { dispatchClaude } from '../dispatch-claude.js';
import { startMessagesServer } from '../messages-server.js';
import { CLAUDE_PATHS } from './claude-paths.js';
import type { PoisonPlace, PoisonTarget } from './poison.js';

const ONE = { input: 1, cached: 0, output: 1 };
const CONTROL_MS = 30_000;

async function withServer({ tree, nested, forbidden }: PoisonPlace, start: (url: string) => Promise<void>) {
  const turns = [
    { tool: 'Read', input: { file_path: join(tree, nested) }, usage: ONE },
    { tool: 'Bash', input: { command: forbidden }, usage: ONE },
    { text: 'done', usage: ONE },
  ];
  const server = await startMessagesServer({ kind: 'turns', turns });
  try {
    await start(server.url);
    return server.bodies();
  } finally {
    await server.close();
  }
}

/** As somebody starts it in a checkout, with the key in the environment and a home that has never been used. */
async function byHand({ binary, tree, scratch }: PoisonPlace, url: string): Promise<void> {
  const home = join(scratch, 'home');
  const stdin = join(scratch, 'prompt.md');
  await mkdir(home);
  await writeFile(stdin, 'Say that you are done.\n');
  await runProgram({
    argv: [binary, '-p', '--model', 'claude-sonnet-4-5', '--permission-mode', 'acceptEdits'],
    cwd: tree,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      ANTHROPIC_API_KEY: 'key-of-the-test',
      ANTHROPIC_BASE_URL: url,
      CLAUDE_CODE_MAX_RETRIES: '0',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    },
    stdin: { file: stdin },
    timeoutMs: CONTROL_MS,
    marker: randomUUID(),
  });
}

export const claudePoison: PoisonTarget = {
  paths: CLAUDE_PATHS,
  ours: (place) =>
    withServer(place, async (url) => {
      await dispatchClaude({ binary: place.binary, tree: place.tree, url });
    }),
  bare: (place) => withServer(place, (url) => byHand(place, url)),
};
