import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_STOP } from '../process/stop-ladder.js';
import type { AgentBackend } from './contract.js';
import { jsonLinesReader } from './output/json-lines.js';

export interface ScriptOptions {
  /** Absolute path of the YAML script. */
  readonly scriptFile: string;
  /** How the script agent is started: `['node', '…/script-agent.js']`. */
  readonly program: readonly [string, ...string[]];
}

/** The scripted agent: a program that follows a YAML file instead of asking a model. For rehearsals and tests. */
export function scriptAgent(options: ScriptOptions): AgentBackend {
  return {
    name: 'script',
    maxPromptBytes: 10_000_000,
    reportsCost: true,
    provider: () => null,
    version: null,
    async prepare(request) {
      await mkdir(request.scratchDir, { recursive: true });
      const stdinFile = join(request.scratchDir, 'prompt.md');
      await writeFile(stdinFile, request.prompt);
      return {
        argv: [...options.program, '--script', options.scriptFile],
        env: request.env,
        stdinFile,
        stop: DEFAULT_STOP,
      };
    },
    reader: () => jsonLinesReader('script'),
  };
}
