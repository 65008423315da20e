import { z } from 'zod';
import { isRepositoryPath } from '../../fields.js';

export const script = z.strictObject({
  file: z
    .string()
    .refine(isRepositoryPath, 'must be a path inside the repository, with forward slashes')
    .default('.pitboss/agent-script.yml')
    .describe('The script, as a path in the repository; docs/scripted-agent.md says what stands in it.'),
});
