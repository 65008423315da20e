import { groundOf } from '../ground.js';
import type { CommandPorts } from '../ports.js';
import { declinedMarker } from './answer-text.js';
import { tellOnce } from './tell-once.js';

export interface DeclinedRun {
  readonly runId: string;
  readonly code: string;
  readonly reason: string;
}

type Repair = (runId: string) => string;

/** Reasons for which a dispatched run will never start by itself, and what a person can do about each. */
const REPAIRS: ReadonlyMap<string, Repair> = new Map<string, Repair>([
  [
    'config_invalid',
    (runId) => `Correct .github/pitboss.yml on the default branch, then write \`/pitboss rebuy ${runId}\`.`,
  ],
  [
    'plan_invalid',
    (runId) => `Write \`/pitboss fold ${runId}\`, correct the plan, and start a new run with \`/pitboss play\`.`,
  ],
  // A grind run that has not begun cannot be mended by a rebuy alone: its prompts stand on the default branch.
  ...(['rotation_invalid', 'prompts_missing', 'unknown_prompt'] as const).map((code): [string, Repair] => [
    code,
    (runId) =>
      `Correct \`.pitboss/grind\` on the default branch (\`pitboss prompts validate\` names every fault), then write \`/pitboss rebuy ${runId}\`.`,
  ]),
  [
    'unknown_run',
    () => 'Start a run with `/pitboss play` or `/pitboss grind`; `/pitboss status` lists the runs of an issue.',
  ],
]);

/** Whether a person must act before the run can start; otherwise another shift has it, or its turn is yet to come. */
export function needsPerson(code: string): boolean {
  return REPAIRS.has(code);
}

/** Tells the run's issue, once per run and reason, why the shift that was dispatched did not take the run up. */
export async function tellDeclined(ports: CommandPorts, { runId, code, reason }: DeclinedRun): Promise<void> {
  const fix = REPAIRS.get(code)?.(runId) ?? `Write \`/pitboss rebuy ${runId}\`.`;
  const error = { what: `Run ${runId} was not started.`, why: reason, fix };
  await tellOnce(ports, await groundOf(ports), { runId, marker: declinedMarker(runId, code), error });
}
