import type { WeakenedMode } from '../weakened-tests.js';

const REASON = '`- [x] test change path/of/the/file: why the tests may say less there`';

const FATES: Readonly<Record<WeakenedMode, string>> = {
  halt: 'keep this session from landing, whatever reason is given. Where your task itself makes a test obsolete, put one in its place that says as much about what is wanted now.',
  explain: `keep this session from landing, unless a reason is written down. Where your task itself makes a test obsolete, add a line for each file to your summary: ${REASON}. A failing test is no reason.`,
  allow: `are shown to people. Where your task itself makes a test obsolete, add a line for each file to your summary: ${REASON}.`,
};

const LESS =
  'A test that was deleted, skipped or focused, an assertion that is gone or says less, a test setting that leaves something out and an exit code that hides a failure';

/** What happens to tests that say less after a session than before; a session has no list of deferred work, so reasons stand in its summary. */
export function sessionTestRule(mode: WeakenedMode): string {
  return [
    '## Tests that say less',
    '',
    `The tree that you leave is compared with the one that you found. ${LESS} ${FATES[mode]}`,
  ].join('\n');
}
