import type { RunRecord } from '../run/record.js';
import { nextForGrind } from './grind/next-for-grind.js';
import { nextForPlan } from './planning/next-for-plan.js';

/** The line that tells what a person can do with the run now; `prefix` is `/pitboss` in comments and `pitboss` in a terminal. */
export function nextCommand(record: RunRecord, prefix: '/pitboss' | 'pitboss'): string {
  const command = (verb: string) => `\`${prefix} ${verb}\``;
  const own = ownNext(record, prefix);
  if (own !== null) {
    return own;
  }
  // With the id, because without one a command means the newest run that it fits.
  const [rebuy, fold] = [command(`rebuy ${record.run_id}`), command(`fold ${record.run_id}`)];
  switch (record.status) {
    case 'halted':
      return `Next: ${rebuy} goes on with this run; ${fold} ends it and keeps what landed.`;
    case 'finished':
    case 'folded':
      return `This run is over; ${command('play')} starts a new one.`;
    case 'waiting':
      return `${rebuy} tries to go on at once; ${fold} ends this run and keeps what landed.`;
    default:
      return prefix === 'pitboss'
        ? `${fold} stops this run and keeps what landed; ${command('doctor')} says whether a process is at work on it.`
        : `${fold} stops this run and keeps what landed; ${command('status')} shows where it stands.`;
  }
}

/** What a kind of runs has of its own. */
function ownNext(record: RunRecord, prefix: '/pitboss' | 'pitboss'): string | null {
  switch (record.kind) {
    case 'plan':
      return nextForPlan(record, prefix);
    case 'grind':
      return nextForGrind(record, prefix);
    default:
      return null;
  }
}
