import { join } from 'node:path';
import { execa } from 'execa';
import { benchEnvironment } from './run-git.js';

/** As action.yml starts the action. */
const FLAGS = ['--max-semi-space-size=4'];

/** Runs a part of the bench as a process of its own and returns what it printed, which is JSON. */
export async function runChild(project: string, name: string, ...args: readonly string[]): Promise<unknown> {
  const program = join(project, 'dist/bench.js');
  const { stdout } = await execa(process.execPath, [...FLAGS, program, name, ...args], {
    env: benchEnvironment(),
    extendEnv: false,
    stdin: 'ignore',
  });
  return JSON.parse(stdout);
}
