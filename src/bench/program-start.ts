import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Bench, BenchOptions, Row } from './row.js';
import { benchEnvironment } from './run-git.js';

const WITHIN_MS = 70;

interface Program {
  readonly name: string;
  readonly args: readonly string[];
}

/** What each program does to say something of its own at once. */
const PROGRAMS: readonly Program[] = [
  { name: 'dist/pitboss.js', args: ['--version'] },
  { name: 'dist/action.js', args: ['no-such-task'] },
];

export const programStart: Bench = { name: 'start', title: 'Start of the programs', run };

async function run({ project, full }: BenchOptions): Promise<readonly Row[]> {
  const floor: number[] = [];
  const times = new Map(PROGRAMS.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 0; round < (full ? 60 : 25); round += 1) {
    floor.push(await untilEnd(['-e', '0']));
    for (const { name, args } of PROGRAMS) {
      times.get(name)?.push(await untilFirstByte([join(project, name), ...args]));
    }
  }
  const over = (values: readonly number[]) => values.map((value, index) => value - (floor[index] ?? 0));
  return [
    { what: '`node -e 0`, start to end', unit: 'ms', values: floor, target: null },
    ...PROGRAMS.map(({ name }): Row => {
      const what = `\`${name}\`, start to first own line, over the \`node -e 0\` beside it`;
      return {
        what,
        unit: 'ms',
        values: over(times.get(name) ?? []),
        target: { of: 'p50', atMost: WITHIN_MS, goal: true },
      };
    }),
  ];
}

function untilEnd(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, args, { env: benchEnvironment(), stdio: 'ignore' });
    child.once('exit', () => resolve(performance.now() - began));
    child.once('error', reject);
  });
}

function untilFirstByte(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let spoke: number | null = null;
    const child = spawn(process.execPath, args, { env: benchEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    const note = (): void => {
      spoke ??= performance.now() - began;
    };
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    child.once('close', () => resolve(spoke ?? Number.POSITIVE_INFINITY));
    child.once('error', reject);
  });
}
