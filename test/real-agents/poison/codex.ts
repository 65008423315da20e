import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../../src/process/run-program.js';
import { dispatchCodex, KEY } from '../codex/dispatch-codex.js';
import { startResponsesServer } from '../codex/responses-server.js';
import { done, shell } from '../codex/script.js';
import { CODEX_PATHS } from './codex-paths.js';
import type { PoisonPlace, PoisonTarget } from './poison.js';

const CONTROL_MS = 30_000;

/** As somebody starts it who has said to trust the checkout and its hooks, with a provider of the home's own. */
async function byHand({ binary, tree, scratch, nested, forbidden }: PoisonPlace): Promise<readonly string[]> {
  const server = await startResponsesServer([shell(`cat ${nested}`), shell(forbidden), done]);
  const codexHome = join(scratch, 'codex');
  const stdin = join(scratch, 'prompt.md');
  await mkdir(codexHome);
  await writeFile(stdin, 'Say that you are done.\n');
  const provider = `name = "own"\nbase_url = "${server.url}"\nenv_key = "OWN_KEY"\nwire_api = "responses"\n`;
  await writeFile(
    join(codexHome, 'config.toml'),
    `model_provider = "own"\ncheck_for_update_on_startup = false\n[model_providers.own]\n${provider}[analytics]\nenabled = false\n`,
  );
  try {
    await runProgram({
      argv: [
        ...([binary, 'exec', '--json', '--model', 'gpt-6.1-sol'] as const),
        ...['--trust', '--dangerously-bypass-hook-trust', '--disable', 'apps', '-'],
      ],
      cwd: tree,
      env: { PATH: process.env.PATH ?? '', HOME: scratch, CODEX_HOME: codexHome, OWN_KEY: KEY },
      stdin: { file: stdin },
      timeoutMs: CONTROL_MS,
      marker: randomUUID(),
    });
    return server.bodies;
  } finally {
    await server.close();
  }
}

export const codexPoison: PoisonTarget = {
  paths: CODEX_PATHS,
  // What its commands may touch in spite of the checkout is a check of its own: the marks lie where they may.
  ours: async ({ binary, tree, nested }) => {
    const { server } = await dispatchCodex({ binary, tree, script: [shell(`cat ${nested}`), shell('true'), done] });
    return server.bodies;
  },
  bare: byHand,
};
