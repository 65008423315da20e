import { cargoReader } from './cargo.js';
import { goTestReader } from './go-test.js';
import { gradleReader, surefireReader } from './java.js';
import { jestReader } from './jest.js';
import { mochaReader } from './mocha.js';
import { nodeSpecReader } from './node-spec.js';
import { pytestReader } from './pytest.js';
import { ranToItsEnd } from './ran-to-its-end.js';
import type { FailureReader, RunnerResult } from './reader.js';
import { rspecReader } from './rspec.js';
import { tapReader } from './tap.js';
import { vitestReader } from './vitest.js';

/** What the output of a test command says, as far as anybody can tell. */
export interface Reading {
  /** Names of failing tests; nothing may be concluded from them unless `told`. */
  readonly failing: readonly string[];
  /** How many tests (or packages) ran; null where the output does not say. */
  readonly ran: number | null;
  /** Whether `failing` is everything that went wrong. */
  readonly told: boolean;
  /** Whether the command says that there are no tests at all. */
  readonly none: boolean;
}

/** A kind of runner, and by which words its program is known on a command line. */
interface Runner {
  readonly words: RegExp;
  readonly reader: () => FailureReader;
}

const RUNNERS: readonly Runner[] = [
  { words: /\b(?:node|borp|tape|tap|prove|bats)\b/, reader: tapReader },
  { words: /\b(?:node|borp)\b/, reader: nodeSpecReader },
  { words: /\bjest\b|\breact-scripts test\b/, reader: jestReader },
  { words: /\bvitest\b/, reader: vitestReader },
  { words: /\b_?mocha\b/, reader: mochaReader },
  { words: /\bpy\.?test\b/, reader: pytestReader },
  { words: /\bgo test\b/, reader: goTestReader },
  { words: /\bcargo test\b/, reader: cargoReader },
  { words: /\bmvnw?\b/, reader: surefireReader },
  { words: /\bgradlew?\b/, reader: gradleReader },
  { words: /\brspec\b/, reader: rspecReader },
];

const NO_TESTS =
  /^(?:=* ?no tests ran in |No tests found, exiting with code|No test files? found|Error: No test files found|no packages to test|go: warning: ".*" matched no packages|error: No test modules found|npm (?:error|ERR!) Missing script: |npm (?:error|ERR!) enoent Could not read package\.json)/;

/** Beyond so many lines nobody listens any more, and nothing is told: whatever they hold must not hold us up. */
const MOST_LINES = 1_000_000;

/** No more of a line is listened to; what is read of it stands at its beginning. */
const LONGEST_LINE = 1_000;

export interface FailuresReader {
  /** @param line without colours and of bounded length */
  add(line: string): void;
  /** @param runs what the command runs, scripts written out; it tells whether anything may have come after the failing part */
  result(runs: string): Reading;
}

/** Listens to an output with the ears of all known runners. Memory is bounded, whatever is printed. */
export function failuresReader(): FailuresReader {
  const runners = RUNNERS.map(({ words, reader }) => ({ words, reader: reader() }));
  let none = false;
  let lines = 0;
  return {
    add(whole) {
      lines += 1;
      if (lines > MOST_LINES) {
        return;
      }
      const line = whole.length > LONGEST_LINE ? whole.slice(0, LONGEST_LINE) : whole;
      none ||= NO_TESTS.test(line);
      for (const { reader } of runners) {
        reader.add(line);
      }
    },
    result(runs) {
      const heard = runners.flatMap(({ words, reader }) => {
        const result = reader.result();
        return result === null ? [] : [{ words, result }];
      });
      const results: readonly RunnerResult[] = heard.map(({ result }) => result);
      const failing = [...new Set(results.flatMap(({ names }) => names))].sort();
      const ran = results.length === 0 ? null : results.reduce((sum, result) => sum + result.ran, 0);
      const complete = lines <= MOST_LINES && results.every((result) => result.complete);
      const told = complete && failing.length > 0 && heard.every(({ words }) => ranToItsEnd(runs, words));
      return { failing, ran, told, none: none && failing.length === 0 && (ran ?? 0) === 0 };
    },
  };
}
