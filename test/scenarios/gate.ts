import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './until.js';

/** A place where a scripted agent stops the first time it comes by; later it walks through. */
export interface Gate {
  /** The `run` of an agent script's step. */
  readonly run: readonly [string, ...string[]];
  /** Resolves with the process id of the agent that waits here. */
  arrived(): Promise<number>;
  open(): Promise<void>;
}

const WAIT =
  'if [ -e here ]; then exit 0; fi; echo "$PPID" > new; mv new here; while [ ! -e open ]; do sleep 0.02; done';

export function gate(dir: string): Gate {
  return {
    run: ['sh', '-c', `cd '${dir}' || exit 1; ${WAIT}`],
    arrived: () =>
      until('an agent has come to the gate', async () => {
        const text = await readFile(join(dir, 'here'), 'utf8').catch(() => null);
        return text === null ? null : Number(text);
      }),
    open: () => writeFile(join(dir, 'open'), ''),
  };
}

/** The process that started `pid` (Linux). */
export async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]);
}
