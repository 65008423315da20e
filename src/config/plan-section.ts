import { z } from 'zod';
import { wholeNumber } from './fields.js';

/** As many questions as a run's record holds: the original's limit. */
const MOST_QUESTIONS = 50;

/** The section `plan` of pitboss.yml. */
export const plan = z.strictObject({
  max_questions: wholeNumber(1, MOST_QUESTIONS)
    .default(MOST_QUESTIONS)
    .describe('Questions that an interview before a plan may have; the agent is told, and further ones are dropped.'),
  max_revisions: wholeNumber(0, 100)
    .default(10)
    .describe('How often a draft on GitHub may be revised before it is approved or given up.'),
});
