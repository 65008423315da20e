import { z } from 'zod';
import { amount, text, wholeNumber } from './fields.js';

/** The sections of pitboss.yml. Descriptions become docs/configuration.md and the editor's help: one or two sentences, for people. */
export const models = z.strictObject({
  planner: text().optional().describe('Model that writes plans, and finds the questions before.'),
  implementer: text().optional().describe('Model that carries out the phases.'),
  auditor: text().optional().describe('Model that audits what a phase changed.'),
  fixer: text().optional().describe('Model that repairs failing tests.'),
});

export const retries = z.strictObject({
  fixer_max_attempts: wholeNumber(0, 10)
    .default(2)
    .describe('How often a fixer may try before the run halts with failing tests; 0 means never.'),
});

export const audit = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      'Whether a second agent, the auditor, looks at each phase once its tests pass: it mends small faults and puts larger ones off as deferred work. The tests then run again.',
    ),
  small_fix_line_limit: wholeNumber(0, 10_000)
    .default(30)
    .describe(
      'Most lines, added and removed together, that a fix by the auditor may take. What it really changed is measured; an audit beyond the limit is pointed out in the status comment and in the pull request, and stops nothing.',
    ),
});

export const caveman = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .describe('Whether agents are told to answer as tersely as they can, to save output tokens.'),
  intensity: z
    .enum(['lite', 'full', 'ultra'])
    .default('full')
    .describe(
      'How terse: `lite` drops filler and keeps sentences, `full` drops articles too and allows fragments, `ultra` abbreviates.',
    ),
});

const dollars = z.number().min(0).max(100_000);
export const price = z.strictObject({
  input_per_million_usd: dollars.describe('US dollars per million input tokens.'),
  output_per_million_usd: dollars.describe('US dollars per million output tokens.'),
  cached_input_per_million_usd: dollars
    .optional()
    .describe('US dollars per million input tokens read from a cache. Unset: a tenth of the input price.'),
  cache_write_per_million_usd: dollars
    .optional()
    .describe('US dollars per million input tokens written to a cache. Unset: 1.25 times the input price.'),
});
export type Price = z.infer<typeof price>;

export const budgets = z.strictObject({
  max_total_tokens: wholeNumber(1, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe(
      'Tokens of every kind that a run may use; no further agent starts once they are used up. Unset: no limit.',
    ),
  max_total_usd: amount(1_000_000)
    .optional()
    .describe('US dollars that a run may spend; money for the next agent is set aside first. Unset: no limit.'),
  pricing: z
    .record(text(), price)
    .default({})
    .describe('Prices by model name. An entry replaces the built-in price of that model only; all others stay.'),
  unknown_price: z
    .enum(['refuse', 'allow'])
    .default('refuse')
    .describe(
      'What to do with a model that has no price and whose agent reports no cost either: refuse to start, or run it and count 0 dollars.',
    ),
});

export const sweep = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('Whether runs work off deferred items by themselves, between phases and after the last.'),
    trigger_min_items: wholeNumber(1, 10_000)
      .default(5)
      .describe('Open items from which on a sweep comes before the next phase.'),
    trigger_max_items: wholeNumber(1, 10_000)
      .default(8)
      .describe(
        'Items that a sweep is advised to take on at most. It holds nothing up: the agent is told, and all items are shown to it.',
      ),
    max_consecutive: wholeNumber(1, 100)
      .default(1)
      .describe(
        'Sweeps between two phases at most. A further one comes only if the one before resolved something and enough items are open.',
      ),
    escalate_after: wholeNumber(1, 1000)
      .default(3)
      .describe(
        'Sweeps that an item may outlive before it is shown to people in the status comment and the pull request.',
      ),
    audit_enabled: z
      .boolean()
      .default(true)
      .describe(
        'Whether the auditor looks at what a sweep changed, before it is committed. `audit.enabled` is about phases only.',
      ),
    final_sweep_enabled: z
      .boolean()
      .default(true)
      .describe(
        'Whether sweeps follow the last phase while items are open and each sweep resolves some. `enabled: false` beats it.',
      ),
    final_sweep_max_iterations: wholeNumber(1, 100).default(3).describe('Sweeps after the last phase at most.'),
  })
  .refine((section) => section.trigger_min_items <= section.trigger_max_items, {
    path: ['trigger_min_items'],
    message: 'must not be above sweep.trigger_max_items',
  });

export const limits = z.strictObject({
  max_shifts: wholeNumber(1, 1000).default(20).describe('Workflow runs that one Pitboss run may take before it halts.'),
  shift_minutes: amount(7200)
    .default(330)
    .describe(
      'How long one workflow run works before it hands over to the next. Keep it below the job timeout (360 minutes on GitHub-hosted runners).',
    ),
  dispatch_minutes: amount(7200).default(60).describe('Longest time for one start of an agent.'),
  setup_minutes: amount(1440).default(20).describe('Longest time for `tests.setup`.'),
  dispatch_usd: amount(100_000)
    .default(10)
    .describe('Most US dollars that one start of an agent may spend; this much is set aside for it beforehand.'),
  phase_usd: amount(1_000_000)
    .optional()
    .describe('US dollars that one phase may cost, all its dispatches together; then the run halts. Unset: no limit.'),
  issue_usd: amount(1_000_000)
    .optional()
    .describe('US dollars that all runs of one issue may cost together; then they halt. Unset: no limit.'),
  day_usd: amount(1_000_000)
    .optional()
    .describe('US dollars that all runs may spend on one UTC day; more waits for the next day. Unset: no limit.'),
  max_output_mb: amount(1024)
    .default(64)
    .describe(
      'Largest log file of one agent or test command, in megabytes; output beyond that is dropped, and the file says how much.',
    ),
});

export const protect = z.strictObject({
  workflows: z
    .enum(['halt', 'allow'])
    .default('halt')
    .describe(
      'What happens when an agent changes files under `.github/workflows`: the run halts, or the change is kept (the App then needs permission to write workflows).',
    ),
  tests: z
    .enum(['halt', 'allow'])
    .default('halt')
    .describe(
      'About the command that runs the tests: what happens when a phase changes the scripts behind it (in `package.json` or a Makefile). The run halts, or the new ones count and the change is shown. What the tests themselves say is a matter of `weakened_tests`.',
    ),
  weakened_tests: z
    .enum(['halt', 'explain', 'allow'])
    .default('explain')
    .describe(
      'About the tests themselves: what happens when an agent makes them say less (deleted, skipped or focused tests, lost assertions, loosened settings, masked exit codes). The run halts, it halts unless a reason is written down, or it goes on. All of it is shown in any case. The scripts behind the test command are a matter of `tests`, and both can apply to one change.',
    ),
  lfs: z
    .enum(['refuse', 'allow'])
    .default('refuse')
    .describe(
      'Whether to start on a base branch that uses Git LFS filters or submodules. Pitboss never runs filters, so their files appear as pointers.',
    ),
});

export const access = z.strictObject({
  spend: z
    .enum(['write', 'maintain', 'admin'])
    .default('write')
    .describe('Least repository permission of a person who may start, steer or end runs.'),
});

export const queue = z.strictObject({
  concurrent_runs: wholeNumber(1, 20)
    .default(1)
    .describe('Runs that may work at the same time; the others wait in order.'),
});
