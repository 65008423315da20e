import type { Config } from '../../config.js';
import type { BackendName } from './agent.js';

export type AgentRole = keyof Config['models'];
const AGENT_ROLES = ['planner', 'implementer', 'auditor', 'fixer'] as const satisfies readonly AgentRole[];

/** What stands for a model that has to be chosen. */
export const NO_MODEL = '';

/**
 * Models where nobody chose one. A scripted agent asks none, and a program of one's own may not either; a name stands where others show
 * a model. Aider has no default that suits every key; a configuration without a model for it is refused.
 */
const DEFAULT_MODELS: Readonly<Record<BackendName, string>> = {
  claude_code: 'claude-sonnet-5-5',
  codex: 'gpt-6.1-sol',
  // What its CLI takes for a coding task where nobody chose: stable, unlike the larger models, which are previews and are withdrawn.
  gemini: 'gemini-3.8-flash',
  aider: NO_MODEL,
  custom: 'custom',
  script: 'script',
};

export interface AgentChoice {
  readonly backend: BackendName;
  readonly model: string;
}

/** Who does a role's work: the role's own choice first, then the backend's model, then the section `models`, then the default. */
export function agentChoice({ agent, models }: Config, role: AgentRole): AgentChoice {
  const own = agent.roles[role];
  const backend = own.backend ?? agent.backend;
  const model = own.model ?? backendModel(agent, backend) ?? models[role] ?? DEFAULT_MODELS[backend];
  return { backend, model };
}

/** Who works while a role's own agent cannot; null where nobody does. Models of the section `models` belong to those agents. */
export function fallbackChoice({ agent }: Pick<Config, 'agent'>): AgentChoice | null {
  if (agent.fallback === undefined) {
    return null;
  }
  const { backend, model } = agent.fallback;
  return { backend, model: model ?? backendModel(agent, backend) ?? DEFAULT_MODELS[backend] };
}

/** Every choice that a run with this configuration may make, the fallback last. */
export function agentChoices(config: Config): readonly AgentChoice[] {
  const fallback = fallbackChoice(config);
  return [...AGENT_ROLES.map((role) => agentChoice(config, role)), ...(fallback === null ? [] : [fallback])];
}

/** Every agent that a run with this configuration may start, each once. */
export function backendsInUse(config: Config): ReadonlySet<BackendName> {
  return new Set(agentChoices(config).map(({ backend }) => backend));
}

function backendModel(agent: Config['agent'], backend: BackendName): string | undefined {
  return backend === 'script' ? undefined : agent[backend].model;
}
