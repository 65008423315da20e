import { sha256 } from '../../../src/base/digest.js';
import { acceptComment } from '../../../src/commands/accept.js';
import type { Planning } from '../../../src/run/planning/planning.js';
import type { RunRecord } from '../../../src/run/record.js';
import { planning as planningRun } from '../../run/planning/samples.js';
import { createHub, eventOf, type Hub, PLAN, portsOf, recordOf } from '../fake-github.js';

export const RUN = '20260102T025900Z-aaaaaa';
export const HASH = sha256(PLAN);
/** Before the comments of the tests. */
const EARLIER = '2026-01-02T02:59:00Z';

export const say = (hub: Hub, body: string, id = 100) => acceptComment(eventOf(hub, body, { id }), portsOf(hub));
/** The commands that were accepted, without the one that began the planning. */
export const accepted = (hub: Hub) => [...hub.triggers.values()].filter(({ key }) => key !== 'plan-1');
export const answer = (hub: Hub) => hub.answers.map(({ body }) => body).join('\n');

/** An issue whose plan is being made. */
export function planned(planning: Partial<Planning>, record: Partial<RunRecord> = {}): Hub {
  const hub = createHub();
  const begun = planningRun().planning;
  hub.issue = { ...hub.issue, body: 'Count the words.' };
  hub.runs.set(
    RUN,
    recordOf(RUN, {
      kind: 'plan',
      branch: '',
      status: 'waiting',
      plan_sha256: HASH,
      trigger: 'plan-1',
      applied_triggers: ['plan-1'],
      planning: begun && { ...begun, ...planning },
      ...record,
    }),
  );
  hub.files.set(`runs/${RUN}/plan.md`, PLAN);
  return hub;
}
export const reviewed = (record: Partial<RunRecord> = {}, planning: Partial<Planning> = {}) =>
  planned({ step: 'review', drafts: 1, drafted_at: EARLIER, ...planning }, record);
export const approvedBy = (base_sha: string) => ({ plan_sha256: HASH, base_sha, by: 'ann' });
