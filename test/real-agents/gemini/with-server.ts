import { type GeminiTurn, type GenerateContentServer, startGenerateContentServer } from '../generate-content-server.js';

/** Lets a check use a server that gives these answers, and closes it whatever comes of the check. */
export async function withGeminiServer(
  turns: readonly GeminiTurn[],
  use: (server: GenerateContentServer) => Promise<void>,
  first: readonly GeminiTurn[] = [],
): Promise<void> {
  const server = await startGenerateContentServer(turns, first);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

export const SOME_TOKENS = { prompt: 100, output: 10 };

/** A call of the CLI's shell tool. */
export const shell = (command: string): GeminiTurn => ({
  call: { name: 'run_shell_command', args: { command } },
  usage: SOME_TOKENS,
});

export const done: GeminiTurn = { text: 'All done.', usage: SOME_TOKENS };
