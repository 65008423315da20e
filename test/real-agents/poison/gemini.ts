import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../../src/process/run-program.js';
import { dispatchGemini, GEMINI_KEY } from '../gemini/dispatch-gemini.js';
import { done, SOME_TOKENS, shell } from '../gemini/with-server.js';
import { startGenerateContentServer } from '../generate-content-server.js';
import { GEMINI_PATHS } from './gemini-paths.js';
import type { PoisonPlace, PoisonTarget } from './poison.js';

const CONTROL_MS = 40_000;

async function withServer({ nested, forbidden }: PoisonPlace, start: (url: string) => Promise<void>) {
  const read = { call: { name: 'read_file', args: { file_path: nested } }, usage: SOME_TOKENS };
  const server = await startGenerateContentServer([read, shell(forbidden), done]);
  try {
    await start(server.url);
    return server.requests.map(({ body }) => body);
  } finally {
    await server.close();
  }
}

/** As somebody starts it in a checkout that they trust, with a home that knows nothing but how to sign in. */
async function byHand({ binary, tree, scratch }: PoisonPlace, url: string): Promise<void> {
  const home = join(scratch, 'home');
  const stdin = join(scratch, 'prompt.md');
  await mkdir(join(home, '.gemini'), { recursive: true });
  await writeFile(stdin, 'Say that you are done.\n');
  const settings = {
    security: { auth: { selectedType: 'gemini-api-key' } },
    privacy: { usageStatisticsEnabled: false },
    general: { enableAutoUpdate: false, maxAttempts: 1 },
  };
  await writeFile(join(home, '.gemini/settings.json'), JSON.stringify(settings));
  await runProgram({
    argv: [binary, '--model', 'gemini-3.8-flash', '--approval-mode', 'auto_edit'],
    cwd: tree,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      TMPDIR: scratch,
      GEMINI_API_KEY: GEMINI_KEY,
      GOOGLE_GEMINI_BASE_URL: url,
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
      GEMINI_CLI_NO_RELAUNCH: 'true',
    },
    stdin: { file: stdin },
    timeoutMs: CONTROL_MS,
    marker: randomUUID(),
  });
}

export const geminiPoison: PoisonTarget = {
  paths: GEMINI_PATHS,
  ours: (place) =>
    withServer(place, async (url) => {
      await dispatchGemini({ binary: place.binary, cwd: place.tree, url });
    }),
  bare: (place) => withServer(place, (url) => byHand(place, url)),
};
