import { z } from 'zod';
import { text } from '../../fields.js';

/** Keys that every agent CLI has. @param program what is started when `binary` is unset */
export function cli(program: string) {
  return {
    binary: text().optional().describe(`Program to start. Unset: \`${program}\`, found on PATH.`),
    extra_args: z.array(z.string()).default([]).describe('Arguments added to every call.'),
    model: text()
      .optional()
      .describe(
        'Model for every role that has none of its own under `agent.roles`; it beats the section `models`, and its price counts.',
      ),
  };
}

/** An address that requests may go to. @param api the protocol that it must speak */
export function baseUrl(api: string) {
  return z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe(`Address that speaks the provider's ${api}; unset: the provider's own, or what the environment says.`);
}
