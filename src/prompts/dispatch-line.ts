import type { Role } from '../run/usage.js';

/**
 * The fixed first line of every prompt. It keeps a prompt from being taken for a command or a file reference by the agent's
 * CLI, and tells a scripted agent which step is asked for. `attempt` counts from 1: for the implementer of a phase all dispatches
 * that are charged to it, as in the original, for everyone else those of the role in the unit.
 */
export function dispatchLine(role: Role, unit: string, attempt: number): string {
  return `Pitboss dispatch: role=${role} unit=${unit} attempt=${attempt}`;
}
