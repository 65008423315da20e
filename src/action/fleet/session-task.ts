import { PitbossError } from '../../base/pitboss-error.js';
import type { Declined } from '../../shift/claim/claimed.js';
import { workOrdered } from '../../shift/grind/fleet/work-ordered.js';
import { type ShiftTask, withShiftPorts } from '../shift-task.js';

/** Where a session job leaves what its session came to. */
export type HandedOver = { readonly kind: 'handed_over'; readonly folder: string } | { readonly kind: 'nothing' };

/** One session in a job of its own, which may write nothing. */
export async function sessionTask(task: ShiftTask, session: string): Promise<HandedOver | Declined> {
  if (!/^[1-9]\d{0,8}$/.test(session)) {
    throw new PitbossError({
      code: 'session_unnamed',
      what: 'This job does not know which session it is for.',
      why: `Its input \`session\` is \`${session}\`; it must be a number out of the output \`sessions\` of the job before.`,
      fix: 'Compare the workflow with the one that `pitboss init` writes.',
    });
  }
  const folder = `${task.job.workDir}/handed-over`;
  const done = await withShiftPorts(task, (ports, request) =>
    workOrdered(ports, { request, seq: Number(session), folder }),
  );
  if (typeof done !== 'boolean') {
    return done;
  }
  return done ? { kind: 'handed_over', folder } : { kind: 'nothing' };
}

/** Where the step before put the artifacts of the session jobs. */
export function receivedFolder({ workDir }: ShiftTask['job']): string {
  return `${workDir}/received`;
}
