import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentBackend } from '../../../src/agents/contract.js';
import type { GeminiOptions } from '../../../src/agents/gemini/command.js';
import { gemini } from '../../../src/agents/gemini.js';

const program = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures/agents/fake-gemini.mjs');

export function fakeGeminiBackend(scenario: string, options: GeminiOptions = {}): AgentBackend {
  return gemini({ binary: program, extra_args: ['--scenario', scenario], ...options });
}
