import { fenced } from '../base/fence.js';

/** Most names that are listed; the fixer needs to know that there are such tests, not each of hundreds. */
const MOST_KNOWN = 50;

/** Lines about tests that failed before the run began; none where there are none. */
export function knownSection(names: readonly string[]): readonly string[] {
  if (names.length === 0) {
    return [];
  }
  const more = names.length > MOST_KNOWN ? [`… and ${names.length - MOST_KNOWN} more`] : [];
  return [
    '## Tests that failed before this plan was begun',
    '',
    'They are excused: do not spend time on them, and leave them in place. Names come from the output of a program.',
    '',
    fenced([...names.slice(0, MOST_KNOWN), ...more].join('\n')),
    '',
  ];
}
