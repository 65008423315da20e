import type { RunRecord } from '../../run/record.js';

/** What a person can do with a run that plans; null where it is what they can do with every run. */
export function nextForPlan(record: RunRecord, prefix: '/pitboss' | 'pitboss'): string | null {
  const { planning, status, run_id: id } = record;
  const command = (verb: string) => `\`${prefix} ${verb}\``;
  if (status === 'finished') {
    return `Next: ${command('play')} carries the plan out.`;
  }
  if (status === 'folded') {
    return `This run is over; ${command('plan')} starts a new one.`;
  }
  if (status !== 'waiting' || record.wake_at !== null) {
    return null;
  }
  const fold = `${command(`fold ${id}`)} ends the run`;
  if (prefix === 'pitboss') {
    return `Next: ${command(`rebuy ${id}`)} asks again; ${fold}.`;
  }
  if (planning?.step === 'answers') {
    return `Next: ${command('answer')}; ${fold}.`;
  }
  const revise =
    planning !== undefined && planning.revisions < planning.max_revisions
      ? `${command('revise')} and what to change has it changed; `
      : '';
  return `Next: ${command(`approve ${record.plan_sha256.slice(0, 12)}`)} and, on the line below, ${command('play')} carries it out; ${revise}${fold}.`;
}
