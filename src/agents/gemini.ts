import type { AgentBackend, VersionRule } from './contract.js';
import { GEMINI_PROGRAM, type GeminiOptions, geminiCommand } from './gemini/command.js';
import { GeminiReader } from './gemini/reader.js';

/**
 * The CLI takes 8 MiB, but it repeats the prompt on its output and, at its end, drops what nobody has read yet: after a longer prompt a
 * short run lost its result.
 */
const MAX_PROMPT_BYTES = 1_000_000;

/** Google's Gemini CLI 0.61, headless. */
export function gemini(options: GeminiOptions = {}): AgentBackend {
  return {
    name: 'gemini',
    maxPromptBytes: MAX_PROMPT_BYTES,
    reportsCost: false,
    provider: () => 'gemini',
    version: geminiVersion(options.binary ?? GEMINI_PROGRAM),
    prepare: (request) => geminiCommand(options, request),
    reader: () => new GeminiReader(),
  };
}

/** `0.61.0`. */
function geminiVersion(program: string): VersionRule {
  return {
    argv: [program, '--version'],
    read: (text) => /^(\d+\.\d+\.\d+)\s*$/m.exec(text)?.[1] ?? null,
    oldest: '0.61.0',
    tested: { from: '0.61.0', below: '0.62.0' },
  };
}
