import { z } from 'zod';
import { isRepositoryPath, text, wholeNumber } from '../fields.js';

/** What a grind run may use up; rotations and commands have the same keys. */
export const grindBudgets = z.strictObject({
  max_iterations: wholeNumber(0, 1_000_000).optional().describe('Sessions, whatever comes of them.'),
  until: z.iso
    .datetime({ offset: true, error: 'must be an instant such as `2026-01-31T06:00:00Z`' })
    .optional()
    .describe('No session begins from this instant on (ISO 8601 with a zone).'),
  max_cost_usd: z.number().min(0).max(1_000_000).optional().describe('US dollars.'),
  max_tokens: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe('Tokens of every kind.'),
});

export const grindHooks = z.strictObject({
  pre_session: z.string().optional().describe('Before the agent; where it fails, no agent is started.'),
  post_session: z.string().optional().describe('After the session, whatever came of it.'),
  on_failure: z.string().optional().describe('After `post_session`, where the session did not end well.'),
});

const schedule = z.strictObject({
  cron: text().describe(
    'The line below `on.schedule` of the workflow that this belongs to, exactly as it stands there.',
  ),
  rotation: text().optional().describe('The rotation. Unset: as `grind.default_rotation`.'),
  budgets: grindBudgets.prefault({}).describe("Budgets of such runs, laid over the rotation's."),
});

/** The section about grind: prompts that are worked off in turn until a budget is spent. */
export const grind = z.strictObject({
  prompts_dir: z
    .string()
    .refine(isRepositoryPath, 'must be a path inside the repository')
    .optional()
    .describe(
      'Folder of the prompts, in place of `.pitboss/grind/prompts` and, in a terminal, of the prompts in your home folder.',
    ),
  default_rotation: text()
    .optional()
    .describe('Rotation that is used where none is named. Unset: every prompt, in the order of names.'),
  max_parallel: wholeNumber(1, 256)
    .default(1)
    .describe('Sessions of `parallel_safe` prompts that work at the same time, where the rotation does not say.'),
  max_jobs: wholeNumber(1, 256)
    .default(16)
    .describe('Most jobs that one wave of parallel sessions takes on GitHub, whatever `max_parallel` says.'),
  consecutive_failure_limit: wholeNumber(1, 1000)
    .default(3)
    .describe('Failed sessions in a row after which the run halts.'),
  dry_spell: wholeNumber(1, 100_000)
    .optional()
    .describe(
      'Sessions in a row that change nothing after which the run is finished, where the rotation does not say. Unset: it goes on.',
    ),
  hook_timeout_secs: wholeNumber(1, 86_400).default(60).describe('Longest time of one hook, in seconds.'),
  hook_env_passthrough: z
    .array(text())
    .default([])
    .describe('Further variables of the environment that hooks are given, by name.'),
  transcript_retention: z
    .enum(['keep_all', 'keep_none'])
    .default('keep_all')
    .describe('Whether the transcripts of sessions that landed are kept; those of all others always are.'),
  budgets: grindBudgets
    .prefault({})
    .describe('What a grind run may use up. Rotations and commands can replace each of them.'),
  maximum: grindBudgets
    .prefault({})
    .describe(
      'Most that a rotation or a command may ask for; one that asks for more is refused, and so is raising beyond it.',
    ),
  hooks: grindHooks
    .prefault({})
    .describe('Shell lines (`sh -c`) around each session. A rotation can replace each of them.'),
  schedules: z
    .array(schedule)
    .default([])
    .describe('Runs that a schedule of the workflow starts; they go on with the rotation where the last one left it.'),
});
