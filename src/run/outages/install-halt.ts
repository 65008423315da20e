import type { Halt } from '../record.js';

/** Why a run cannot start with the CLI that a runner was to install. */
export const installHalts = {
  agentInstallFailed: (agent: string, message: string): Halt => ({
    code: 'agent_install_failed',
    what: `${agent} could not be installed on the runner.`,
    why: message,
    fix: "Give the runner a way to the npm registry (a company's own is named in ~/.npmrc or by npm_config_registry), or install the CLI in a step before Pitboss and set agent.install: path, then rebuy the run.",
  }),
};
