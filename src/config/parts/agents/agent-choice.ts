import type { Config } from '../../config.js';
import type { BackendName } from './agent.js';

export type AgentRole = keyof Config['models'];

/** Models where nobody chose one. A scripted agent asks none; its name stands where others show a model. */
const DEFAULT_MODELS: Readonly<Record<BackendName, string>> = {
  claude_code: 'claude-sonnet-5-5',
  codex: 'gpt-6.1-sol',
  // What its CLI takes for a coding task where nobody chose: stable, unlike the larger models, which are previews and are withdrawn.
  gemini: 'gemini-3.8-flash',
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

function backendModel(agent: Config['agent'], backend: BackendName): string | undefined {
  return backend === 'script' ? undefined : agent[backend].model;
}
