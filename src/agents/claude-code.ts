import { CLAUDE_PROGRAM, type ClaudeCodeOptions, claudeCommand } from './claude-code/command.js';
import { ClaudeReader } from './claude-code/reader.js';
import type { AgentBackend, VersionRule } from './contract.js';

/** Longer standard input is refused by the CLI ("exceeds 10MB"). */
const MAX_PROMPT_BYTES = 10_000_000;

/** Claude Code 2.1, headless. */
export function claudeCode(options: ClaudeCodeOptions = {}): AgentBackend {
  return {
    name: 'claude-code',
    maxPromptBytes: MAX_PROMPT_BYTES,
    reportsCost: true,
    keepsAllowance: true,
    provider: () => 'anthropic',
    version: claudeVersion(options.binary ?? CLAUDE_PROGRAM),
    prepare: (request) => claudeCommand(options, request),
    reader: () => new ClaudeReader(),
  };
}

/** `2.1.329 (Claude Code)`. */
function claudeVersion(program: string): VersionRule {
  return {
    argv: [program, '--version'],
    read: (text) => /^(\d+\.\d+\.\d+) \(Claude Code\)/m.exec(text)?.[1] ?? null,
    oldest: '2.1.0',
    tested: { from: '2.1.329', below: '2.2.0' },
  };
}
