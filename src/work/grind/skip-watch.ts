import type { Clock } from '../../base/clock.js';
import type { RunProgram } from '../../process/program.js';
import { takeSkip } from './session-files.js';

/** How often the skip file is looked for while something runs, in milliseconds; the original's two seconds. */
const EVERY = 2_000;

export interface SkipWatch {
  /** Aborted once somebody asked to skip the session, by a command or by the file. */
  readonly signal: AbortSignal;
  /** Starts a program and looks for the file until it has ended, and once more then. */
  readonly run: RunProgram;
}

export interface SkipWatched {
  readonly dir: string;
  readonly clock: Clock;
  readonly run: RunProgram;
  /** A command's word. */
  readonly asked: AbortSignal;
}

export function skipWatch({ dir, clock, run, asked }: SkipWatched): SkipWatch {
  const found = new AbortController();
  const look = async (): Promise<void> => {
    if (await takeSkip(dir)) {
      found.abort('skip');
    }
  };
  const poll = async (ended: AbortSignal): Promise<void> => {
    while (!ended.aborted && !found.signal.aborted) {
      await clock.sleep(EVERY, ended);
      await look();
    }
  };
  return {
    signal: AbortSignal.any([found.signal, asked]),
    async run(request) {
      const ended = new AbortController();
      const watching = poll(ended.signal);
      try {
        return await run(request);
      } finally {
        ended.abort();
        await watching;
      }
    },
  };
}
