import { z } from 'zod';
import { isRepositoryPath, text } from '../../fields.js';
import { aider } from './aider.js';
import { claudeCode } from './claude-code.js';
import { codex } from './codex.js';
import { custom } from './custom.js';
import { gemini } from './gemini.js';
import { patience } from './patience.js';
import { script } from './script.js';

/** Agents by their names in the configuration, and the spellings that the original took besides. */
const SPELLINGS = {
  claude_code: 'claude_code',
  'claude-code': 'claude_code',
  claudecode: 'claude_code',
  codex: 'codex',
  gemini: 'gemini',
  aider: 'aider',
  custom: 'custom',
  script: 'script',
} as const;

export type BackendName = (typeof SPELLINGS)[keyof typeof SPELLINGS];

const BACKENDS = [
  'claude_code',
  'codex',
  'gemini',
  'aider',
  'custom',
  'script',
  'claude-code',
  'claudecode',
] as const satisfies (keyof typeof SPELLINGS)[];

function backend() {
  return z.enum(BACKENDS).transform((name) => SPELLINGS[name]);
}

const choice = z.strictObject({
  backend: backend().optional().describe('Agent for this role. Unset: `agent.backend`.'),
  model: text().optional().describe("Model for this role. Unset: the backend's `model`, then the section `models`."),
});

const fallback = z.strictObject({
  backend: backend().describe('The agent that takes over.'),
  model: text()
    .optional()
    .describe("Its model. Unset: that agent's own `model`, else its default; the section `models` is not asked."),
});

const roles = z.strictObject({
  planner: choice.prefault({}).describe('Who writes plans.'),
  implementer: choice.prefault({}).describe('Who carries out the phases.'),
  auditor: choice.prefault({}).describe('Who audits them.'),
  fixer: choice.prefault({}).describe('Who repairs failing tests.'),
});

export const agent = z.strictObject({
  backend: backend()
    .default('claude_code')
    .describe(
      'Which agent does the work: Claude Code, the Codex CLI, Gemini CLI, Aider, any program of your own (`custom`), or a script of prepared changes that calls no model (for trials and demonstrations).',
    ),
  roles: roles.prefault({}).describe('A different agent or model for a role.'),
  allowed_commands: z
    .array(text())
    .default([])
    .describe(
      'Commands that agents may run without asking, beside those of `tests`, each by its beginning: `npm run lint`. A planner runs none. Agents that decide this otherwise say so in docs/agents.md.',
    ),
  instructions: z
    .array(z.string().refine(isRepositoryPath, 'must be a path inside the repository, with forward slashes'))
    .max(10)
    .optional()
    .describe(
      'Files of the default branch (on a laptop: of the commit that is checked out) in which the project tells coding agents how to work on it; every agent gets them with its system prompt. Unset: the first of AGENTS.md, CLAUDE.md and GEMINI.md that is there; `[]`: none.',
    ),
  install: z
    .enum(['pinned', 'path'])
    .default('pinned')
    .describe(
      'Where a runner has the agent CLIs from. `pinned`: each that a role uses and that has no `binary` is installed for the job, at the version that this release was tested with; `path`: what is on PATH. On a laptop nothing is ever installed.',
    ),
  forwarder: z
    .boolean()
    .default(true)
    .describe(
      "Whether agents reach their models through a forwarder in Pitboss's own process, which keeps the key from them, counts tokens as the provider reports them and stops at the allowance; false: they are given the key.",
    ),
  ...patience,
  fallback: fallback
    .optional()
    .describe(
      'Agent that takes over while the one of a role has used up its quota, or its provider stays out of reach: until that is over, at most for the rest of the shift. Other failures never bring it in: a person has to see them. Unset: the run waits instead.',
    ),
  claude_code: claudeCode.prefault({}).describe('How Claude Code is started.'),
  codex: codex.prefault({}).describe('How the Codex CLI is started.'),
  gemini: gemini.prefault({}).describe('How Gemini CLI is started.'),
  aider: aider.prefault({}).describe('How Aider is started. It needs a model.'),
  custom: custom.prefault({}).describe('How a program of your own is started.'),
  script: script.prefault({}).describe('Where the scripted agent finds its script.'),
});
