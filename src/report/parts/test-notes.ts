import type { RunRecord } from '../../run/record.js';
import type { Baseline } from '../../run/tests/baseline.js';
import { plural } from '../format.js';
import { clipped, code } from '../markdown.js';

/** Names that are shown; how many there are beyond is said. */
const SHOWN = 10;
const NAME = 120;

type Tested = Pick<RunRecord, 'baseline' | 'baseline_failures' | 'flaky_tests' | 'tests'>;

/** What people must know about the tests beside their last result, each a paragraph: what is excused, what is flaky, what was changed. */
export function testNotes(record: Tested): readonly string[] {
  return [baselineNote(record), flakyNote(record), changedNote(record)].filter((note) => note !== '');
}

function baselineNote({ baseline, baseline_failures: left }: Tested): string {
  if (baseline?.verdict === 'unclear') {
    return '**Red before this run:** the tests failed on the base already, and their output does not say which. Nothing is excused.';
  }
  if (baseline === undefined || baseline.failures.length === 0) {
    return '';
  }
  const mended = baseline.failures.filter((name) => !left.includes(name));
  const rest =
    mended.length === 0
      ? ' Nobody is charged with them.'
      : ` ${plural(left.length, 'of them still fails', 'of them still fail')}; passing since: ${list(mended)}.`;
  return `**Red before this run:** ${plural(baseline.failures.length, 'test')} failed on the base: ${list(baseline.failures)}.${rest}`;
}

function flakyNote({ flaky_tests: names, tests }: Tested): string {
  if (names === undefined && tests?.flaky === undefined) {
    return '';
  }
  const known = names ?? tests?.flaky ?? [];
  const which = known.length === 0 ? 'the output does not say which' : list(known);
  return `**Flaky tests:** failed, and passed when run again: ${which}.`;
}

function changedNote({ tests }: Tested): string {
  const changed = tests?.changed ?? [];
  return changed.length === 0 ? '' : `**Test command changed:** ${list(changed)}.`;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => code(clipped(name, NAME)));
  return names.length > SHOWN ? `${shown.join(', ')} and ${names.length - SHOWN} more` : shown.join(', ');
}

/** One line for a terminal or a log, or null where there is nothing to say. */
export function baselineLine(baseline: Baseline): string | null {
  switch (baseline.verdict) {
    case 'green':
      return null;
    case 'empty':
      return 'the base has no tests yet';
    case 'unclear':
      return 'the tests fail on the base already, and do not say which; whatever lands must turn them green';
    case 'known': {
      const more = baseline.failures.length > SHOWN ? ` and ${baseline.failures.length - SHOWN} more` : '';
      const names = baseline.failures.slice(0, SHOWN).map((name) => clipped(name, NAME));
      return `${plural(baseline.failures.length, 'test')} failed before this run and will not be charged to a fixer: ${names.join(', ')}${more}`;
    }
  }
}
