import { z } from 'zod';
import { text } from '../../fields.js';
import { baseUrl, cli } from './common.js';

export const claudeCode = z.strictObject({
  ...cli('claude'),
  base_url: baseUrl('Messages API'),
  permission_mode: text()
    .optional()
    .describe(
      "The program's `--permission-mode`. Unset: `acceptEdits`, which lets the agent edit files in its working tree, and `default` for the planner, who only reads.",
    ),
  allowed_tools: z
    .array(text())
    .default([])
    .describe(
      'Tools and shell commands that the agent may use without asking, each in the form that `--allowedTools` takes: `Bash(npm test:*)`.',
    ),
});
