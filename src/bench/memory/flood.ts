import { join } from 'node:path';
import { dispatch } from '../../agents/dispatch.js';
import { runProgram } from '../../process/run-program.js';
import { STREAMS } from '../agents/streams.js';
import { benchEnvironment } from '../run-git.js';

/** Dispatches a flooding agent in this process and prints what it took. Arguments: folder for files, the agent's program, which agent it plays. */
export async function flood([folder = '.', program = '', name = '']: readonly string[]): Promise<number> {
  const stream = STREAMS.find((each) => each.name === name);
  if (stream === undefined) {
    return 1;
  }
  let texts = 0;
  const outcome = await dispatch(
    stream.backend(program),
    {
      role: 'implementer',
      model: 'none',
      systemPrompt: '',
      prompt: 'Pitboss dispatch: role=implementer unit=bench attempt=1\n\nPrint as much as you can.\n',
      cwd: folder,
      scratchDir: join(folder, 'scratch'),
      logFile: join(folder, 'flood.log'),
      timeoutMs: 600_000,
      maxUsd: 1,
      env: benchEnvironment(),
      marker: `bench-${process.pid}`,
      signal: new AbortController().signal,
      onEvent: (event) => {
        texts += event.kind === 'text' ? 1 : 0;
      },
    },
    runProgram,
  );
  const { maxRSS } = process.resourceUsage();
  process.stdout.write(`${JSON.stringify({ kind: outcome.kind, ms: outcome.ms, texts, maxRssKilobytes: maxRSS })}\n`);
  return 0;
}
