import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A clock for GitHub, the App and all jobs that a test moves on. A process sees the time that it was started at, and what passes by itself. */
export function passingTime(dir: string): {
  readonly nodeOptions: string;
  readonly now: () => number;
  readonly pass: (ms: number) => void;
} {
  const passed = join(dir, 'passed-ms');
  writeFileSync(passed, '0');
  const preload = join(dir, 'passing-time.cjs');
  writeFileSync(
    preload,
    `const Real = Date;
const ahead = Number(require('node:fs').readFileSync(${JSON.stringify(passed)}, 'utf8'));
globalThis.Date = class Date extends Real {
  constructor(...args) {
    super(...(args.length === 0 ? [Real.now() + ahead] : args));
  }
  static now() {
    return Real.now() + ahead;
  }
};
`,
  );
  let ahead = Number(readFileSync(passed, 'utf8'));
  return {
    nodeOptions: `--require ${preload}`,
    now: () => Date.now() + ahead,
    pass(ms) {
      ahead += ms;
      writeFileSync(passed, String(ahead));
    },
  };
}
