import type { RunRecord } from '../record.js';
import type { Trigger } from '../trigger.js';
import type { Planning } from './planning.js';

/** A record after a person's word on its plan; null where the command means nothing to the run as it stands. */
export function applyToPlanning(record: RunRecord, trigger: Trigger): RunRecord | null {
  const { planning } = record;
  if (planning === undefined) {
    return null;
  }
  const change = changed(record, planning, trigger);
  if (change === null) {
    return null;
  }
  const approval = trigger.verb === 'approve' ? { approval: trigger.approval ?? null } : {};
  return { ...record, ...approval, planning: { ...planning, ...change } };
}

function changed(record: RunRecord, planning: Planning, trigger: Trigger): Partial<Planning> | null {
  const { step } = planning;
  switch (trigger.verb) {
    case 'answer':
      return step === 'answers' ? { step: 'draft', answers: trigger.text ?? '' } : null;
    case 'revise':
      return step === 'review' && planning.revisions < planning.max_revisions
        ? { step: 'draft', note: trigger.text ?? '', revisions: planning.revisions + 1 }
        : null;
    case 'approve':
      // An approval is for one text: a draft that was written since is another one.
      return step === 'review' && trigger.approval?.plan_sha256 === record.plan_sha256 ? { step: 'done' } : null;
    default:
      return null;
  }
}
