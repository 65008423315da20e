import { z } from 'zod';
import { baseUrl, cli } from './common.js';

export const codex = z.strictObject({
  ...cli('codex'),
  base_url: baseUrl('Responses API'),
  approval_policy: z
    .enum(['never', 'on-request'])
    .default('never')
    .describe(
      "The program's `approval_policy`. Nobody is there to approve anything: with `on-request` the agent may ask, and is refused.",
    ),
  sandbox: z
    .enum(['auto', 'workspace-write', 'danger-full-access'])
    .default('auto')
    .describe(
      'What commands of the agent may touch. `workspace-write`: its working tree and temporary folders, by the sandbox of the program, which needs user namespaces. `danger-full-access`: whatever the account may. `auto`: the former where the machine allows it, else the latter, and it is said.',
    ),
  network: z
    .boolean()
    .default(false)
    .describe(
      'Whether commands in the sandbox may open sockets. Without, tests that listen on a port or a socket fail there too, on loopback as well.',
    ),
});
