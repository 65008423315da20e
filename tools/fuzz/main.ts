import { parseArgs } from 'node:util';
import { seeded } from '../seeded.js';
import { DOCUMENT_TARGETS } from './documents.js';
import { GRIND_TARGETS } from './grind.js';
import { STATE_TARGETS } from './state.js';
import { streamTargets } from './streams.js';
import type { Target } from './target.js';
import { WORD_TARGETS } from './words.js';

/** Longest time for one input, in milliseconds; a pause of the machine is not a slow parser, so a slow input is tried again. */
const LONGEST_MS = 1_000;
const TRIES = 3;
/** A target with so many failures has been looked at enough. */
const MOST_FAILURES = 5;
const LONGEST_SHOWN = 1_500;

/** Tries every parser of text from outside with valid inputs that had small accidents. Returns 1 when a law was broken. */
export async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
  });
  const [count, seed] = [Number(values.count), Number(values.seed)];
  const targets = [...DOCUMENT_TARGETS, ...WORD_TARGETS, ...GRIND_TARGETS, ...STATE_TARGETS, ...streamTargets()];
  const shares = targets.reduce((sum, { share }) => sum + share, 0);
  const started = performance.now();
  let [inputs, failures] = [0, 0];
  for (const target of targets) {
    const own = Math.ceil((count * target.share) / shares);
    failures += tryTarget(target, own, seed);
    inputs += own;
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(
    `fuzz: seed ${seed}, ${inputs} inputs, ${targets.length} parsers, ${failures} failures, ${seconds} s\n`,
  );
  return failures === 0 ? 0 : 1;
}

function tryTarget(target: Target, count: number, seed: number): number {
  const random = seeded(seed + hash(target.name));
  const started = performance.now();
  let [failures, slowest] = [0, 0];
  for (let index = 0; index < count && failures < MOST_FAILURES; index += 1) {
    const input = target.make(random);
    const { problem, ms } = tryOne(target, input);
    slowest = Math.max(slowest, ms);
    if (problem !== null) {
      failures += 1;
      process.stdout.write(
        `FAILED ${target.name}, input ${index}: ${problem}\n  ${JSON.stringify(input).slice(0, LONGEST_SHOWN)}\n`,
      );
    }
  }
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(
    `  ${target.name.padEnd(14)} ${count} inputs, ${seconds.toFixed(1)} s, slowest ${slowest.toFixed(0)} ms\n`,
  );
  return failures;
}

function tryOne(target: Target, input: string): { readonly problem: string | null; readonly ms: number } {
  let ms = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && ms > LONGEST_MS; tries += 1) {
    const started = performance.now();
    try {
      const problem = target.check(input);
      if (problem !== null) {
        return { problem, ms: 0 };
      }
    } catch (error) {
      return { problem: `throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, ms: 0 };
    }
    ms = Math.min(ms, performance.now() - started);
  }
  return { problem: ms > LONGEST_MS ? `takes ${Math.round(ms)} ms` : null, ms };
}

/** Each parser has inputs of its own, whatever stands before it in the list. */
function hash(name: string): number {
  return [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);
}
