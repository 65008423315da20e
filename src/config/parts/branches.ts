import { z } from 'zod';
import { isBranchName, isBranchPrefix, wholeNumber } from '../fields.js';

/** The sections about the branches that Pitboss writes to. */
export const git = z.strictObject({
  branch_prefix: z
    .string()
    .refine(isBranchPrefix, 'must be the beginning of a valid branch name')
    .refine((prefix) => prefix !== '', 'must not be empty')
    .default('pitboss/play/')
    .describe('Beginning of the name of every run branch; the run id follows.'),
  create_pr: z
    .boolean()
    .default(true)
    .describe('Whether a run on GitHub opens a pull request for its branch. In a terminal `--pr` asks for one.'),
  ci: z
    .enum(['at-end', 'every-phase'])
    .default('at-end')
    .describe(
      "When pushes to the run branch start your CI, where a GitHub App is configured. `at-end`: phases are pushed with the workflow's own token, which starts no workflow, and the last one with the App's. `every-phase`: every push uses the App's token. Without an App no push starts anything, whatever stands here.",
    ),
  on_base_moved: z
    .enum(['ignore', 'stop', 'merge', 'rebase'])
    .default('ignore')
    .describe(
      'What happens before a phase when the branch that the run started from has moved. `ignore`: nothing, the pull request shows it. `stop`: the run halts, and going on accepts the new tip. `merge`: the tip is merged into the run branch; a conflict halts. `rebase`: the phases that landed are put on the new tip, one commit each, and the run branch is rewritten; a conflict, or a commit of anybody else on it, halts. In a grind run, before sessions: `rebase` merges, because the records of sessions name their commits.',
    ),
});

export const ledger = z.strictObject({
  branch: z
    .string()
    .refine(isBranchName, 'must be a valid branch name')
    .default('pitboss/ledger')
    .describe('Branch that holds all state. Change it only while no run is open.'),
  keep_runs: wholeNumber(1, 10_000)
    .default(100)
    .describe(
      'Ended runs whose records stay; the commit that ends a run removes older ones, and what is kept of their unfinished work. Runs that are not over always stay.',
    ),
});
