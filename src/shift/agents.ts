import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials } from '../agents/access/model-access.js';
import type { AgentBackend } from '../agents/contract.js';
import { type BackendChoice, backendFor } from '../agents/registry.js';

import { fail, ok, type Result } from '../base/result.js';
import type { Config } from '../config/config.js';
import type { BackendName } from '../config/parts/agents/agent.js';

import { type AgentChoice, agentChoice, backendsInUse, fallbackChoice } from '../config/parts/agents/agent-choice.js';
import { type InstructionFile, instructionsSection } from '../prompts/instructions.js';
import { halts } from '../run/halts.js';
import type { Halt } from '../run/record.js';
import type { Agent } from '../work/unit.js';
import type { Agents } from './ports.js';

export interface AgentSource {
  readonly config: Config;
  /** Outside every tree that an agent can write. */
  readonly dir: string;
  /** How the scripted agent is started. */
  readonly scriptProgram: readonly [string, ...string[]];
  /** Reads a file from where the configuration came from; null when there is none. */
  readonly readFile: (path: string) => Promise<string | null>;
  /** Keys and addresses of model providers; an agent gets those of its own provider only. */
  readonly credentials: Credentials;
  /** What the project tells agents; nothing where it is not asked for. */
  readonly instructions?: (paths: readonly string[] | undefined) => Promise<Result<readonly InstructionFile[], Halt>>;
  /** Programs that were installed for this job, by backend; a configured `binary` beats them. */
  readonly installed?: Readonly<Partial<Record<BackendName, string>>>;
  /** Variables of the environment that the configuration passes on by name. */
  readonly variables: (names: readonly string[]) => Readonly<Record<string, string>>;
}

/** The agents that the configuration chooses, or the reason why a run cannot start with them. */
export async function agentsFrom(source: AgentSource): Promise<Agents | Halt> {
  const script = await scriptFile(source);
  if (!script.ok) {
    return script.error;
  }
  const told = (await source.instructions?.(source.config.agent.instructions)) ?? ok([]);
  if (!told.ok) {
    return told.error;
  }
  const instructions = instructionsSection(told.value);
  // One for each choice: what it finds out about this machine holds for the whole shift.
  const made = new Map<string, Agent>();
  const agentFor = (choice: AgentChoice): Agent => {
    const name = JSON.stringify([choice.backend, choice.model]);
    const agent = made.get(name) ?? { ...agentOf(source, choice, script.value), instructions };
    made.set(name, agent);
    return agent;
  };
  const other = fallbackChoice(source.config);
  return {
    forRole: (role) => agentFor(agentChoice(source.config, role)),
    ...(other === null ? {} : { fallback: [agentFor(other)] }),
  };
}

function agentOf(source: AgentSource, { backend: name, model }: AgentChoice, script: string): Agent {
  const backend = backendFor(choiceOf(source, name, script));
  return { backend, model, ...accessFor(source, name, { backend, model }) };
}

function choiceOf(
  { config, scriptProgram, variables, installed = {} }: AgentSource,
  name: BackendName,
  script: string,
): BackendChoice {
  const { agent } = config;
  switch (name) {
    case 'script':
      return { backend: name, options: { scriptFile: script, program: scriptProgram } };
    case 'custom': {
      const { command = [], pass_env, ...options } = agent.custom;
      return { backend: name, options: { ...options, command, variables: variables(pass_env) } };
    }
    case 'codex':
      return { backend: name, options: withProgram(agent.codex, installed.codex) };
    case 'gemini':
      return { backend: name, options: withProgram(agent.gemini, installed.gemini) };
    case 'aider':
      return { backend: name, options: withProgram(agent.aider, installed.aider) };
    case 'claude_code':
      return { backend: name, options: withProgram(agent.claude_code, installed.claude_code) };
  }
}

function withProgram<Options extends { readonly binary?: string | undefined }>(
  options: Options,
  program: string | undefined,
): Options {
  return { ...options, binary: options.binary ?? program };
}

/** What a backend needs to reach this model; an address of the configuration beats that of the environment. */
function accessFor(
  { config, credentials }: AgentSource,
  name: BackendName,
  { backend, model }: { readonly backend: AgentBackend; readonly model: string },
): Pick<Agent, 'access'> {
  const provider = backend.provider(model);
  if (provider === null) {
    return {};
  }
  const found = credentials[provider] ?? { provider, key: null, baseUrl: null };
  const configured = name === 'script' ? undefined : config.agent[name].base_url;
  return { access: { ...found, baseUrl: configured ?? found.baseUrl } };
}

/** Where the script stands for its agent, if any role has that agent: the file is copied, as the one in the tree may change. */
async function scriptFile({ config, dir, readFile }: AgentSource): Promise<Result<string, Halt>> {
  const file = join(dir, 'agent-script.yml');
  if (!backendsInUse(config).has('script')) {
    return ok(file);
  }
  const path = config.agent.script.file;
  const script = await readFile(path);
  if (script === null) {
    return fail(halts.agentScriptMissing(path));
  }
  await mkdir(dir, { recursive: true });
  await writeFile(file, script);
  return ok(file);
}
