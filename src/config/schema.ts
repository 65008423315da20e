import { z } from 'zod';
import { agent } from './parts/agents/agent.js';
import * as branches from './parts/branches.js';
import { grind } from './parts/grind.js';
import { plan } from './plan-section.js';
import * as sections from './sections.js';
import { tests } from './test-section.js';

/** The one description of pitboss.yml: parsing, diagnostics, docs/configuration.md and the JSON Schema all come from it. */
export const configSchema = z
  .strictObject({
    models: sections.models
      .prefault({})
      .describe(
        "Which model does what. Unset: the agent's own default (`claude-sonnet-5-5` for Claude Code, `gemini-3.8-flash` for Gemini CLI).",
      ),
    retries: sections.retries.prefault({}).describe('How often to try again.'),
    audit: sections.audit.prefault({}).describe('A second look at what a phase changed.'),
    git: branches.git.prefault({}).describe('Branches and pull requests.'),
    plan: plan.prefault({}).describe('How a plan is made.'),
    tests: tests.prefault({}).describe('How a phase is proved.'),
    budgets: sections.budgets.prefault({}).describe('What a run may cost.'),
    sweep: sections.sweep.prefault({}).describe('When left-over work is worked off.'),
    grind: grind.prefault({}).describe('Prompts that are worked off in turn until a budget is spent: docs/grind.md.'),
    agent: agent.prefault({}).describe('Which agent works, and how it is started.'),
    caveman: sections.caveman.prefault({}).describe('Terse agents.'),
    limits: sections.limits.prefault({}).describe('Bounds in time, money and size.'),
    protect: sections.protect.prefault({}).describe('What must not happen to the repository.'),
    access: sections.access.prefault({}).describe('Who may spend.'),
    queue: sections.queue.prefault({}).describe('How many runs work at once.'),
    ledger: branches.ledger.prefault({}).describe('Where state is kept.'),
    isolation: z
      .enum(['none'])
      .default('none')
      .describe(
        'How agents are separated from the runner. `none`: they run as the same user, with a reduced environment.',
      ),
  })
  .superRefine((config, context) => {
    const { branch } = config.ledger;
    if (config.git.branch_prefix.startsWith(`${branch}/`)) {
      const message = `must not lie below the ledger's branch ${branch}: git cannot have both`;
      context.addIssue({ code: 'custom', path: ['git', 'branch_prefix'], message });
    }
  });
