import { join } from 'node:path';
import { execa } from 'execa';
import { benchEnvironment } from './run-git.js';

/** Runs a part of the bench as a process of its own and returns what it printed, which is JSON. */
export async function runChild(project: string, name: string, ...args: readonly string[]): Promise<unknown> {
  const program = join(project, 'dist/bench.js');
  const { stdout } = await execa(process.execPath, [program, name, ...args], {
    env: benchEnvironment(),
    extendEnv: false,
    stdin: 'ignore',
  });
  return JSON.parse(stdout);
}
