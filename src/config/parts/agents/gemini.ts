import { z } from 'zod';
import { baseUrl, cli } from './common.js';

export const gemini = z.strictObject({
  ...cli('gemini'),
  base_url: baseUrl('Gemini API'),
  approval_mode: z
    .enum(['auto_edit', 'yolo'])
    .optional()
    .describe(
      'How far the agent may go. `auto_edit`: edit files in its working tree, read, move and remove them, and run the commands that are allowed (`agent.allowed_commands`); `yolo`: run everything. Unset: `auto_edit`, and reading only for the planner.',
    ),
});
