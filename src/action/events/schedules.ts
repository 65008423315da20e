import { z } from 'zod';
import { PitbossError } from '../../base/pitboss-error.js';
import { runSchedules, type ScheduledRuns } from '../../commands/occasions/run-schedules.js';
import type { CommandPorts } from '../../commands/ports.js';
import { type AskingJob, occasionOf } from './who-asks.js';

const payloadSchema = z.looseObject({ schedule: z.string() });

/** Starts what the configuration names for the cron line that started this workflow run. */
export function schedules(payload: unknown, job: AskingJob, ports: CommandPorts): Promise<ScheduledRuns> {
  const parsed = payloadSchema.safeParse(payload);
  const cron = parsed.success ? parsed.data.schedule : '';
  return runSchedules(cron, ports, () => occasionOf(job, 'schedule', ports));
}

/** Nobody reads an answer to a schedule, so the job is red where a person must change something. */
export function orFail({ failures }: ScheduledRuns): void {
  if (failures.length > 0) {
    throw new PitbossError({
      code: 'schedule_refused',
      what: 'A scheduled grind run was not started.',
      why: failures.join(' '),
      fix: 'Correct it on the default branch; the schedule tries again at its next time.',
    });
  }
}
