import { PitbossError } from '../base/pitboss-error.js';
import { EMPTY_DEFERRED, parseDeferred, printDeferred } from '../documents/deferred.js';
import { parsePlan, printPlan } from '../documents/plan.js';
import type { Bench, Row } from './row.js';
import { bestMedian } from './statistics.js';

const SMALL = 1_000;
const LARGE = 10_000;
/** Ten times the document may cost a little more than ten times the time, and never a hundred times. */
const LINEAR = 13;
const REPEATS = 9;
const ROUNDS = 3;

export const documents: Bench = {
  name: 'documents',
  title: 'Documents',
  run: async () => [...ratio('plan.md', planRoundTrip), ...ratio('deferred.md', deferredRoundTrip)],
};

type RoundTrip = (size: number) => () => void;

function ratio(name: string, roundTrip: RoundTrip): readonly Row[] {
  const small = samples(roundTrip(SMALL));
  const large = samples(roundTrip(LARGE));
  const ms = (size: number, rounds: readonly (readonly number[])[]): Row => ({
    what: `${name}: parse and print ${size.toLocaleString('en')} sections`,
    unit: 'ms',
    values: rounds.flat(),
    target: null,
  });
  return [
    ms(SMALL, small),
    ms(LARGE, large),
    {
      what: `${name}: time for ten times the sections`,
      unit: '×',
      values: [bestMedian(large) / bestMedian(small)],
      target: { of: 'max', atMost: LINEAR },
    },
  ];
}

function samples(work: () => void): readonly (readonly number[])[] {
  work();
  return Array.from({ length: ROUNDS }, () => Array.from({ length: REPEATS }, () => timed(work)));
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function planRoundTrip(size: number): () => void {
  const phases = Array.from({ length: size }, (_, index) => {
    const id = String(index + 1).padStart(5, '0');
    return `# Phase ${id}: Step ${index}\n\nSome words about it.\n\n- one\n- two\n\n\`\`\`sh\nnpm test\n\`\`\`\n\n`;
  });
  const text = `---\ncurrent_phase: "00001"\n---\n\n${phases.join('')}`;
  return () => {
    const parsed = parsePlan(text);
    if (!parsed.ok || printPlan(parsed.value).length !== text.length) {
      throw parsed.ok ? lost('plan.md') : lost(parsed.error.what);
    }
  };
}

function deferredRoundTrip(size: number): () => void {
  const items = Array.from({ length: size }, (_, index) => `- [ ] item ${index} of the work that was left\n`);
  const text = `## Deferred items\n\n${items.join('')}`;
  return () => {
    const parsed = parseDeferred(text);
    if (printDeferred(parsed.ok ? parsed.value : EMPTY_DEFERRED).length !== text.length) {
      throw lost('deferred.md');
    }
  };
}

function lost(what: string): PitbossError {
  return new PitbossError({
    code: 'bench_round_trip',
    what: `A document of the bench did not survive being read and printed: ${what}.`,
    why: 'Times of a parser that loses text mean nothing.',
    fix: 'Run the tests of src/documents first.',
  });
}
