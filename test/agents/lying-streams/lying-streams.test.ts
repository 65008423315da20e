import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DispatchOutcome } from '../../../src/agents/contract.js';
import { roleUsageSchema, totalTokens } from '../../../src/run/usage.js';
import { flips, lineAccidents, withAccidents, withFlips } from './accidents.js';
import { FAMILIES, type Family, type Stream } from './streams.js';

/** Characters that each kind of accident reads of a stream, by which the longer ones are read less often. */
const CHARACTERS = 100_000;
const [FEWEST, MOST] = [4, 25];

function replay({ reader: make }: Family, { stdout, stderr }: Pick<Stream, 'stdout' | 'stderr'>) {
  const reader = make();
  for (const line of stdout.split('\n')) {
    reader.line('stdout', line);
  }
  for (const line of stderr.split('\n')) {
    reader.line('stderr', line);
  }
  // Exit 0 is the most that a program can do to be believed.
  return reader.finish({ kind: 'exited', code: 0 });
}

/** Holds for every outcome: it can be booked, it has words where it is no success, and success has been said in a whole line. */
function checkLaws(family: Family, stdout: string, outcome: Omit<DispatchOutcome, 'ms'>): void {
  expect(roleUsageSchema.safeParse({ implementer: outcome.usage }).success).toBe(true);
  expect(outcome.message.trim() === '').toBe(outcome.kind === 'completed');
  if (outcome.kind === 'completed') {
    expect(stdout.split('\n').some(family.saysSuccess)).toBe(true);
  }
}

/** More than every figure that stands in the stream under the name of a count, added up, nothing may be booked. */
function mostTokens(stdout: string): number {
  const counts = stdout.matchAll(
    /"[a-z_A-Z]*(?:token|input|output|cache|candidates|prompt|thoughts|total|tool)[a-zA-Z_]*": ?(\d+)/gi,
  );
  const spoken = stdout.matchAll(/(\d[\d,.]*)([kKmM]?) (?:sent|received|cache)/g);
  const factor = (unit: string) => ({ k: 1_000, m: 1_000_000 })[unit.toLowerCase()] ?? 1;
  return (
    [...counts].reduce((sum, [, digits]) => sum + Number(digits), 0) +
    [...spoken].reduce((sum, [, digits = '', unit = '']) => sum + Number(digits.replaceAll(',', '')) * factor(unit), 0)
  );
}

function runsFor(stream: Stream): { readonly numRuns: number } {
  return { numRuns: Math.max(FEWEST, Math.min(MOST, Math.floor(CHARACTERS / (stream.stdout.length + 1)))) };
}

describe.each(FAMILIES)('streams of $name', (family) => {
  const { streams, saysSuccess, takenBack } = family;
  const asTheyAre = streams.map((stream) => ({ stream, outcome: replay(family, stream) }));
  const failed = asTheyAre.filter(({ outcome }) => outcome.kind !== 'completed');

  test('with lines lost, doubled, moved or cut off: no throw, and no success that nobody said', () => {
    for (const stream of streams) {
      fc.assert(
        fc.property(lineAccidents, (accidents) => {
          const stdout = withAccidents(stream.stdout, accidents);
          const outcome = replay(family, { ...stream, stdout });
          checkLaws(family, stdout, outcome);
          expect(totalTokens(outcome.usage)).toBeLessThanOrEqual(mostTokens(stdout));
        }),
        runsFor(stream),
      );
    }
  });

  test('with bits that arrive wrong: no throw, and no success that nobody said', () => {
    for (const stream of streams) {
      fc.assert(
        fc.property(flips, (wrong) => {
          const stdout = withFlips(stream.stdout, wrong);
          checkLaws(family, stdout, replay(family, { ...stream, stdout }));
        }),
        runsFor(stream),
      );
    }
  });

  test('that failed stay failures, whatever happens to their lines', () => {
    expect(failed.length).toBeGreaterThan(0);
    for (const { stream } of failed.filter((each) => !takenBack.includes(each.stream.name))) {
      fc.assert(
        fc.property(lineAccidents, (accidents) => {
          const stdout = withAccidents(stream.stdout, accidents);
          expect(replay(family, { ...stream, stdout }).kind).not.toBe('completed');
        }),
        runsFor(stream),
      );
    }
  });

  test('without the line that says success are no success, and what they used is an estimate', () => {
    for (const { stream, outcome } of asTheyAre) {
      const stdout = stream.stdout
        .split('\n')
        .filter((line) => !saysSuccess(line))
        .join('\n');
      const without = replay(family, { ...stream, stdout });
      expect([stream.name, without.kind]).not.toEqual([stream.name, 'completed']);
      if (outcome.kind === 'completed' && stdout.trim() !== '') {
        expect([stream.name, without.estimated]).toEqual([stream.name, true]);
      }
    }
  });

  test('that take a success back are one up to the line that says it, and none as a whole', () => {
    for (const name of takenBack) {
      const lines = streams.find((stream) => stream.name === name)?.stdout.split('\n') ?? [];
      const upTo = lines.slice(0, lines.findIndex(saysSuccess) + 1).join('\n');
      expect([name, replay(family, { stdout: upTo, stderr: '' }).kind]).toEqual([name, 'completed']);
      expect(failed.map(({ stream }) => stream.name)).toContain(name);
    }
  });
});
