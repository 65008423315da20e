import type { RunProgram } from '../../process/program.js';
import type { VersionRule } from '../contract.js';

/** Longest time that a program may take to tell its version, in milliseconds. Gemini needs a second, on a busy machine several. */
export const PROBE_TIME = 30_000;
/** What it says beyond this is not read. */
const LINE_BYTES = 4_096;
const MOST_LINES = 50;

export interface ProbePlace {
  /** An empty folder of its own: working directory and home. */
  readonly dir: string;
  /** Holds no key. */
  readonly env: Readonly<Record<string, string>>;
  readonly marker: string;
  /** Ends the question when aborted; the version is not known then. */
  readonly signal?: AbortSignal;
}

export interface Probed {
  /** Null where the program told none, failed, or took too long. */
  readonly version: string | null;
  readonly missing: boolean;
  /** Whether it ended well within its time. */
  readonly answered: boolean;
}

/** Asks a program for its version: bounded in time and size, without any key, with a home of its own. */
export async function probeVersion(
  run: RunProgram,
  { argv, read }: Pick<VersionRule, 'argv' | 'read'>,
  { dir, env, marker, signal }: ProbePlace,
): Promise<Probed> {
  const lines: string[] = [];
  const { exit } = await run({
    argv,
    cwd: dir,
    env: { ...env, HOME: dir },
    timeoutMs: PROBE_TIME,
    maxLineBytes: LINE_BYTES,
    marker,
    ...(signal && { signal }),
    onLine: (_stream, line) => {
      if (lines.length < MOST_LINES) {
        lines.push(line);
      }
    },
  });
  const answered = exit.kind === 'exited' && exit.code === 0;
  return { version: answered ? read(lines.join('\n')) : null, missing: exit.kind === 'missing', answered };
}
