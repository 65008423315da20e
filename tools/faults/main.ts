import { parseArgs } from 'node:util';
import { campaign } from './campaign.js';
import { openGithub } from './github/variant.js';
import { openGrind, openLaptop } from './laptop/variant.js';
import type { Variant } from './variant.js';

const VARIANTS: Readonly<Record<string, () => Promise<Variant>>> = {
  laptop: openLaptop,
  grind: openGrind,
  github: openGithub,
};

/**
 * Kills the real programs at many points of their runs (a plan and a grind run on a laptop, a plan on GitHub), goes on as people do, and
 * compares what is there in the end. Prints every difference; returns 1 when there is one, or when the harness would not see one. `--count` is for all together.
 */
export async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '240' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
    },
  });
  const started = performance.now();
  const names = values.only === undefined ? Object.keys(VARIANTS) : [values.only];
  const seed = Number(values.seed);
  let [tried, failures] = [0, 0];
  for (const name of names) {
    const variant = await VARIANTS[name]?.();
    if (variant === undefined) {
      process.stdout.write(`faults: there is no variant ${name}; there are ${Object.keys(VARIANTS).join(', ')}\n`);
      return 1;
    }
    try {
      const report = await campaign(variant, Math.ceil(Number(values.count) / names.length), seed);
      process.stdout.write(`${report.summary}\n`);
      tried += report.tried;
      failures += report.failures;
    } finally {
      await variant.close();
    }
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(`faults: seed ${seed}, ${tried} points, ${failures} failures, ${seconds} s\n`);
  return failures === 0 ? 0 : 1;
}
