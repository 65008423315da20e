import type { Halt } from '../record.js';

function halt(code: string, what: string, why: string, fix: string): Halt {
  return { code, what, why, fix };
}

const GO_ON = 'then rebuy the run: it goes on at this stage, on the kept tree';

/** The section of the configuration that says how an agent is started. */
function section(agent: string): string {
  return `\`agent.${agent.replaceAll('-', '_')}\``;
}

/** Agents whose program only the user has: Pitboss installs none, and no version of it was tested. */
const OF_THE_USER: ReadonlySet<string> = new Set(['aider', 'custom']);

/** How a missing program is put right: an agent's own, or the scripted one, which belongs to us. */
function howToInstall(agent: string): string {
  if (agent === 'script') {
    return 'The scripted agent belongs to Pitboss: install Pitboss anew';
  }
  const byUs = OF_THE_USER.has(agent) ? '' : 'set `agent.install: pinned`, or ';
  return `Install it where the run works (on a runner: ${byUs}install it in a step before Pitboss), or correct the program that ${section(agent)} names`;
}

function otherVersion(agent: string): string {
  return OF_THE_USER.has(agent)
    ? `Bring the program that ${section(agent)} names up to date`
    : 'Install a version that `pitboss doctor` names as tested';
}

/** What to do about an end without an end that we understand. */
function endUnderstood(agent: string): string {
  switch (agent) {
    case 'custom':
      return `Have the program that ${section(agent)} names end as docs/custom-agent.md says, ${GO_ON}.`;
    case 'aider':
      return `Look at the transcript, and correct what kept it from the model, ${GO_ON}; if nothing did, report this with the transcript.`;
    default:
      return `${otherVersion(agent)}, ${GO_ON}; if it was one, report this with the transcript.`;
  }
}

/** Reasons to halt, or to wait, that lie with an agent: one for each way to end that needs words of its own. */
export const agentHalts = {
  agentFailed: (agent: string, message: string) =>
    halt(
      'agent_failed',
      `agent failure: ${agent} ended without success.`,
      message,
      `Look at the transcript; where the message speaks of the model, correct its name in the configuration; ${GO_ON}.`,
    ),
  agentRefused: (agent: string, message: string) =>
    halt(
      'agent_refused',
      `agent failure: the model of ${agent} refused the task.`,
      message,
      'Look at the transcript for what it would not do. Say the phase in other words and start a new run, or choose another model, then rebuy this one.',
    ),
  agentTurnLimit: (agent: string, message: string) =>
    halt(
      'agent_turn_limit',
      `agent failure: ${agent} used up the turns that it is allowed.`,
      message,
      `Raise the limit of turns where you set one (${section(agent)}), or make the phase smaller, ${GO_ON}.`,
    ),
  agentContextLimit: (agent: string, message: string) =>
    halt(
      'agent_context_limit',
      `agent failure: the task did not fit into what ${agent} and its model can take.`,
      message,
      `Make the phase smaller, or choose a model with a larger context, ${GO_ON}.`,
    ),
  agentTimeout: (agent: string, minutes: number) =>
    halt(
      'agent_timeout',
      `agent failure: ${agent} was stopped after ${minutes} minutes.`,
      'A single dispatch may take no longer than limits.dispatch_minutes.',
      `Make the phase smaller or raise limits.dispatch_minutes, ${GO_ON}.`,
    ),
  agentMissing: (agent: string, message: string) =>
    halt('agent_missing', `The agent program of ${agent} was not found.`, message, `${howToInstall(agent)}, ${GO_ON}.`),
  agentVersion: (agent: string, message: string) =>
    halt('agent_version', `This version of ${agent} cannot be used.`, message, `${otherVersion(agent)}, ${GO_ON}.`),
  agentDrift: (agent: string, message: string) =>
    halt(
      'agent_drift',
      `agent failure: ${agent} ended in a way that Pitboss does not understand.`,
      message,
      `A program that ends so has not done its work as far as anybody can tell. ${endUnderstood(agent)}`,
    ),
  agentScriptMissing: (path: string) =>
    halt(
      'agent_script_missing',
      'The scripted agent has no script.',
      `There is no file \`${path}\` beside the configuration.`,
      `Commit the script, set agent.script.file to its path or choose another agent.backend, ${GO_ON}.`,
    ),
  agentAuthentication: (agent: string, message: string) =>
    halt(
      'agent_authentication',
      `${agent} could not sign in to its model provider.`,
      message,
      `Check the provider's key (for the workflow: the secret passed to the action), ${GO_ON}.`,
    ),
  /** Not halts: the run waits until then. */
  agentQuota: (agent: string, message: string, until: string) =>
    halt(
      'agent_quota',
      `waiting until ${until}: ${agent} has used up its provider's quota.`,
      message,
      `On GitHub the run goes on by itself after that; in a terminal, rebuy it then. If the quota is there again sooner, rebuy the run at once.`,
    ),
  agentUnavailable: (agent: string, message: string, until: string) =>
    halt(
      'agent_unavailable',
      `waiting until ${until}: the model provider of ${agent} could not be reached, or was too busy.`,
      message,
      `On GitHub the run tries again by itself after that; in a terminal, rebuy it then. To try sooner, rebuy the run at once.`,
    ),
  /** The run has waited as often as it may. */
  agentStaysAway: (waits: number, most: number, last: Halt) =>
    halt(
      'agent_stays_away',
      waits === 0
        ? 'The agent cannot work now, and the run may not wait for it.'
        : `The run has waited ${waits} times for its agent, and nothing landed in between.`,
      `${last.why} (agent.max_waits is ${most})`,
      'See to the quota or the connection of the model provider, name another agent in agent.fallback, or raise agent.max_waits; then rebuy the run: it goes on at this stage, on the kept tree.',
    ),
} as const;
