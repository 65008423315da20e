import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import type { RunProgram } from '../process/program.js';
import { runProgram } from '../process/run-program.js';
import { CODEX_PROGRAM, type CodexOptions, codexCommand, codexFolders } from './codex/command.js';
import { CodexReader } from './codex/reader.js';
import { chosenSandbox, probeSandbox, type SandboxChoice } from './codex/sandbox.js';
import { settleFrom } from './codex/settle.js';
import type { AgentBackend, DispatchRequest, VersionRule } from './contract.js';

/** The CLI counts code points, and takes no more than these. */
const MAX_PROMPT_CHARACTERS = 1_048_576;
const MOST_BYTES_PER_CHARACTER = 4;

/** OpenAI Codex CLI 0.169, headless. @param run starts the probe of its sandbox */
export function codex(options: CodexOptions = {}, run: RunProgram = runProgram): AgentBackend {
  const program = options.binary ?? CODEX_PROGRAM;
  const wanted = options.sandbox ?? 'auto';
  let sandbox: Promise<SandboxChoice> | null = null;

  /** Looked at, and told, once: what a machine allows does not change under a shift. A dispatch that never happens starts nothing. */
  async function sandboxFor(request: DispatchRequest, env: Readonly<Record<string, string>>): Promise<SandboxChoice> {
    if (wanted !== 'auto' || request.signal.aborted) {
      return { mode: wanted === 'auto' ? 'workspace-write' : wanted, note: null };
    }
    if (sandbox !== null) {
      return { ...(await sandbox), note: null };
    }
    const { cwd, marker, signal } = request;
    sandbox = probeSandbox(program, { cwd, env, marker: `${marker}-probe`, signal }, run).then(chosenSandbox);
    return await sandbox;
  }

  /** Whether commands of the agent cannot write below this folder. Their sandbox leaves `/tmp` open. */
  async function isOutOfReach(folder: string): Promise<boolean> {
    const mode = wanted === 'auto' ? (await sandbox)?.mode : wanted;
    const [real, tmp] = await Promise.all([folder, '/tmp'].map((path) => realpath(path).catch(() => path)));
    return mode === 'workspace-write' && !`${real}${sep}`.startsWith(`${tmp}${sep}`);
  }

  return {
    name: 'codex',
    maxPromptBytes: MAX_PROMPT_CHARACTERS * MOST_BYTES_PER_CHARACTER,
    maxPromptCharacters: MAX_PROMPT_CHARACTERS,
    reportsCost: false,
    provider: () => 'openai',
    version: codexVersion(program),
    prepare: (request) => codexCommand(options, request, (env) => sandboxFor(request, env)),
    reader: ({ scratchDir }) => {
      const { codexHome } = codexFolders(scratchDir);
      return new CodexReader(settleFrom(codexHome, () => isOutOfReach(codexHome)));
    },
  };
}

/** `codex-cli 0.169.0`. */
function codexVersion(program: string): VersionRule {
  return {
    argv: [program, '--version'],
    read: (text) => /^codex-cli (\d+\.\d+\.\d+)/m.exec(text)?.[1] ?? null,
    oldest: '0.166.0',
    tested: { from: '0.166.0', below: '0.170.0' },
  };
}
