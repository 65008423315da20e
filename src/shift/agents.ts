import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BackendChoice, backendFor } from '../agents/registry.js';
import type { Config } from '../config/config.js';
import { halts } from '../run/halts.js';
import type { Halt } from '../run/record.js';
import type { Agents } from './ports.js';

export interface AgentSource {
  readonly config: Config;
  /** Outside every tree that an agent can write. */
  readonly dir: string;
  /** How the scripted agent is started. */
  readonly scriptProgram: readonly [string, ...string[]];
  /** Reads a file from where the configuration came from; null when there is none. */
  readonly readFile: (path: string) => Promise<string | null>;
}

/** The agents that the configuration chooses, or the reason why a run cannot start with them. */
export async function agentsFrom(source: AgentSource): Promise<Agents | Halt> {
  const { config } = source;
  const chosen = await backendChoice(source);
  if ('code' in chosen) {
    return chosen;
  }
  const backend = backendFor(chosen);
  const override = config.agent.backend === 'claude_code' ? config.agent.claude_code.model : undefined;
  return {
    forRole: (role) => ({
      backend,
      model: override ?? config.models[role],
    }),
  };
}

async function backendChoice({ config, dir, scriptProgram, readFile }: AgentSource): Promise<BackendChoice | Halt> {
  if (config.agent.backend === 'claude_code') {
    return { backend: 'claude_code', options: config.agent.claude_code };
  }
  const path = config.agent.script.file;
  const script = await readFile(path);
  if (script === null) {
    return halts.agentScriptMissing(path);
  }
  await mkdir(dir, { recursive: true });
  const scriptFile = join(dir, 'agent-script.yml');
  await writeFile(scriptFile, script);
  return { backend: 'script', options: { scriptFile, program: scriptProgram } };
}
