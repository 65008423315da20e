import { wholeNumber } from '../../fields.js';

/** What a run does while its agent cannot work. */
export const patience = {
  retries: wholeNumber(0, 10)
    .default(3)
    .describe(
      'How often an agent that failed for a passing reason (a busy or unreachable provider) is started again in the same stage, after a pause that grows from 10 seconds to 5 minutes, or as the provider says. After that `agent.fallback` takes over where it is set; else the run sleeps and its machine is free.',
    ),
  max_waits: wholeNumber(0, 1000)
    .default(12)
    .describe(
      'How often in a row a run may sleep because its agent cannot work (a used-up quota, a provider out of reach) without landing anything, before it halts; 0 means that it halts at once.',
    ),
};
