import { z } from 'zod';
import { PitbossError } from '../../base/pitboss-error.js';
import type { Occasion } from '../../commands/occasions/occasion.js';
import type { CommandPorts } from '../../commands/ports.js';
import type { Job } from '../job.js';

/** Source: GitHub's default environment variables. `actor` started the workflow run, `triggering_actor` this attempt of it. */
const actorSchema = z.looseObject({
  GITHUB_ACTOR: z.string().min(1),
  GITHUB_ACTOR_ID: z.coerce.number().int(),
  GITHUB_TRIGGERING_ACTOR: z.string().optional(),
});

/** A job with the environment that GitHub gave it. */
export interface AskingJob {
  readonly job: Job;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What this workflow run asks for is asked by its actor, at the time when it was created. */
export async function occasionOf(
  { job, env }: AskingJob,
  event: Occasion['event'],
  ports: CommandPorts,
): Promise<Occasion> {
  const found = actorSchema.safeParse(env);
  const at = await ports.api.workflowRunCreatedAt(job.runId);
  if (!found.success || at === null) {
    throw new PitbossError({
      code: 'not_a_job',
      what: 'GitHub does not tell who started this workflow run, or when.',
      why: found.success ? `It does not know the workflow run ${job.runId}.` : z.prettifyError(found.error),
      fix: 'Start the workflow again.',
    });
  }
  const { GITHUB_ACTOR: login, GITHUB_ACTOR_ID: id, GITHUB_TRIGGERING_ACTOR: again = login } = found.data;
  if (event === 'workflow_dispatch' && again !== login) {
    throw new PitbossError({
      code: 'command_refused',
      what: 'The command was not carried out.',
      why: `The workflow run was started by ${login} and run again by ${again}, so it is nobody's command.`,
      fix: 'Start the workflow anew, with the command as its input.',
    });
  }
  return { event, workflowRun: job.runId, at: new Date(at).toISOString(), url: job.workflowUrl, actor: { login, id } };
}
