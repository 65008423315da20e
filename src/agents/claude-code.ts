import { type ClaudeCodeOptions, claudeCommand } from './claude-code/command.js';
import { ClaudeReader } from './claude-code/reader.js';
import type { AgentBackend } from './contract.js';

/** Longer standard input is refused by the CLI ("exceeds 10MB"). */
const MAX_PROMPT_BYTES = 10_000_000;

/** Claude Code 2.1, headless. */
export function claudeCode(options: ClaudeCodeOptions = {}): AgentBackend {
  return {
    name: 'claude-code',
    maxPromptBytes: MAX_PROMPT_BYTES,
    reportsCost: true,
    prepare: (request) => claudeCommand(options, request),
    reader: () => new ClaudeReader(),
  };
}
