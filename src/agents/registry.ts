import type { AiderOptions } from './aider/command.js';
import { aider } from './aider.js';
import type { ClaudeCodeOptions } from './claude-code/command.js';
import { claudeCode } from './claude-code.js';
import type { CodexOptions } from './codex/command.js';
import { codex } from './codex.js';
import type { AgentBackend } from './contract.js';
import type { CustomOptions } from './custom/command.js';
import { custom } from './custom.js';
import type { GeminiOptions } from './gemini/command.js';
import { gemini } from './gemini.js';
import { type ScriptOptions, scriptAgent } from './script.js';

/** Which agent to use and how, as the configuration chose it. */
export type BackendChoice =
  | { readonly backend: 'claude_code'; readonly options: ClaudeCodeOptions }
  | { readonly backend: 'codex'; readonly options: CodexOptions }
  | { readonly backend: 'gemini'; readonly options: GeminiOptions }
  | { readonly backend: 'aider'; readonly options: AiderOptions }
  | { readonly backend: 'custom'; readonly options: CustomOptions }
  | { readonly backend: 'script'; readonly options: ScriptOptions };

export function backendFor(choice: BackendChoice): AgentBackend {
  switch (choice.backend) {
    case 'claude_code':
      return claudeCode(choice.options);
    case 'codex':
      return codex(choice.options);
    case 'gemini':
      return gemini(choice.options);
    case 'aider':
      return aider(choice.options);
    case 'custom':
      return custom(choice.options);
    case 'script':
      return scriptAgent(choice.options);
  }
}
