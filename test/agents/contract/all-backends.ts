import { aiderUnderTest } from './backends/aider.js';
import { claudeCodeUnderTest } from './backends/claude-code.js';
import { codexUnderTest } from './backends/codex.js';
import { customUnderTest } from './backends/custom.js';
import { geminiUnderTest } from './backends/gemini.js';
import { scriptUnderTest } from './backends/script.js';
import type { BackendUnderTest } from './scenario.js';

/** Every backend, in the order of the table. */
export const BACKENDS: readonly BackendUnderTest[] = [
  claudeCodeUnderTest,
  codexUnderTest,
  geminiUnderTest,
  aiderUnderTest,
  customUnderTest,
  scriptUnderTest,
];
