import { z } from 'zod';
import { text, wholeNumber } from '../../fields.js';
import { baseUrl } from './common.js';

/** A program of the machine; a path below the working tree would be a program that agents can write. */
function isProgram(text: string): boolean {
  return text.trim() !== '' && !text.includes('\0') && (text.startsWith('/') || !text.includes('/'));
}

export const custom = z.strictObject({
  command: z
    .array(z.string())
    .min(1, 'must name a program')
    .refine(([first = '']) => isProgram(first), 'must begin with a program: a name on PATH or an absolute path')
    .optional()
    .describe(
      'Program and arguments, as a list; no shell reads it. In arguments, `{model}`, `{role}`, `{prompt_file}` and `{system_prompt_file}` are filled in.',
    ),
  prompt: z
    .enum(['stdin', 'file'])
    .default('stdin')
    .describe('How the prompt arrives: on standard input, or in the file `{prompt_file}`.'),
  protocol: z
    .enum(['json_lines', 'text'])
    .default('json_lines')
    .describe(
      'What the program prints: the JSON lines that docs/custom-agent.md describes, or plain text, which says nothing about usage and is counted as an estimate.',
    ),
  provider: z
    .enum(['anthropic', 'openai', 'gemini'])
    .optional()
    .describe('Whose key and address the program gets, under the names of their own programs. Unset: no key at all.'),
  base_url: baseUrl('API'),
  model: text()
    .optional()
    .describe('Model for every role that has none of its own under `agent.roles`; it beats the section `models`.'),
  pass_env: z
    .array(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable'))
    .default([])
    .describe(
      'Further variables of the environment that the program gets, by name. What holds a key or token is treated as a secret. Credentials of the workflow itself are never passed on.',
    ),
  max_prompt_bytes: wholeNumber(10_000, 10_000_000)
    .default(1_000_000)
    .describe('Longest prompt that the program takes; a longer one is refused before anything is spent.'),
  reports_cost: z
    .boolean()
    .default(false)
    .describe('Whether the program reports dollars, so that a model without a listed price may run.'),
});
