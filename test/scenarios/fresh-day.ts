import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const DAY_MS = 24 * 3_600_000;

/** A clock for GitHub, the App and all jobs on which the next UTC day has just begun. It goes as fast as the real one. */
export async function freshDay(dir: string): Promise<{ readonly nodeOptions: string; readonly now: () => number }> {
  // Forward, never back: what a program asks GitHub to wait for must not be over before it was asked.
  const ahead = DAY_MS - (Date.now() % DAY_MS);
  const preload = join(dir, 'fresh-day.cjs');
  await writeFile(
    preload,
    `const Real = Date;
globalThis.Date = class Date extends Real {
  constructor(...args) {
    super(...(args.length === 0 ? [Real.now() + ${ahead}] : args));
  }
  static now() {
    return Real.now() + ${ahead};
  }
};
`,
  );
  return { nodeOptions: `--require ${preload}`, now: () => Date.now() + ahead };
}
