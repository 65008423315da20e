import type { Halt } from '../record.js';

/** Why a run cannot start with the agents that it was to have. */
export const installHalts = {
  instructionsUnreadable: (path: string, why: string): Halt => ({
    code: 'instructions_unreadable',
    what: `The project's instructions for agents, \`${path}\`, cannot be read.`,
    why: `agent.instructions names this path, and ${why}.`,
    fix: 'Correct agent.instructions, or the file, on the default branch, then rebuy the run. Without the setting, the first of AGENTS.md, CLAUDE.md and GEMINI.md counts.',
  }),
  agentInstallFailed: (agent: string, message: string): Halt => ({
    code: 'agent_install_failed',
    what: `${agent} could not be installed on the runner.`,
    why: message,
    fix: "Give the runner a way to the npm registry (a company's own is named in ~/.npmrc or by npm_config_registry), or install the CLI in a step before Pitboss and set agent.install: path, then rebuy the run.",
  }),
};
