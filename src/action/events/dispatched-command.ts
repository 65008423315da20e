import { z } from 'zod';
import { runCommand } from '../../commands/occasions/run-command.js';
import type { CommandPorts } from '../../commands/ports.js';
import { type AskingJob, occasionOf } from './who-asks.js';

const payloadSchema = z.looseObject({ inputs: z.looseObject({ command: z.string().default('') }).nullish() });

/** The input `command` of a workflow that was started by hand; blank for none. */
export function commandInput(payload: unknown): string {
  const parsed = payloadSchema.safeParse(payload);
  return parsed.success ? (parsed.data.inputs?.command ?? '').trim() : '';
}

/** Starts the run that the command asks for; gives one line for the log. */
export async function dispatchedCommand(command: string, job: AskingJob, ports: CommandPorts): Promise<string> {
  const occasion = await occasionOf(job, 'workflow_dispatch', ports);
  const { kind, runId, notices } = await runCommand(command, occasion, ports);
  return [`command ${kind}: run ${runId}`, ...notices].join('; ');
}
