import { z } from 'zod';
import { amount, command, wholeNumber } from './fields.js';

/** The section about tests: docs/tests.md says what follows from it. */
export const tests = z.strictObject({
  command: command().describe(
    'How the tests are run: a shell line (`sh -c`) or a list of program and arguments. Unset: Pitboss looks at the project and picks its usual command.',
  ),
  setup: command().describe(
    'What to run before an agent starts on a fresh checkout, for instance to install dependencies; same forms as `tests.command`.',
  ),
  timeout: amount(86_400).default(1800).describe('Longest time the tests may take, in seconds.'),
  baseline: z
    .enum(['record', 'halt', 'ignore'])
    .default('record')
    .describe(
      'What to do about tests that fail before the first phase. `record`: excuse those whose names the output tells, and halt where it does not. `halt`: never start on a red base. `ignore`: do not look; every phase must be green.',
    ),
  rerun_failed: wholeNumber(0, 3)
    .default(1)
    .describe(
      'How often failing tests are run again before a fixer is paid; a pass then counts, and is shown as flaky.',
    ),
});
