import type { RunRecord } from '../../run/record.js';
import { isSpent, raisingOption } from './grind-facts.js';

/** What a person can do with a grind run; null where it is what they can do with every run. */
export function nextForGrind(record: RunRecord, prefix: '/pitboss' | 'pitboss'): string | null {
  const { status, run_id: id, wait, halt } = record;
  const command = (verb: string) => `\`${prefix} ${verb}\``;
  const fold = `${command(`fold ${id}`)} ends it and keeps what landed.`;
  switch (status) {
    case 'finished':
    case 'folded':
      return `This run is over; ${command('grind')} starts a new one.`;
    case 'waiting':
      return wait?.code === 'paused' ? `Next: ${command(`rebuy ${id}`)} goes on with this run; ${fold}` : null;
    case 'halted': {
      const option = isSpent(record) ? raisingOption(record) : null;
      if (option !== null) {
        return `Next: ${command(`rebuy ${id} ${option}`)} goes on with a larger budget; ${fold}`;
      }
      return halt?.code === 'failure_limit'
        ? `Next: ${command(`rebuy ${id}`)} goes on, and the count of failures begins again; ${fold}`
        : null;
    }
    default:
      return prefix === 'pitboss'
        ? null
        : `${command(`pause ${id}`)} begins no further session, ${command(`skip ${id}`)} ends the one at work; ${fold}`;
  }
}
