import { openTexts } from '../../documents/deferred.js';
import type { Plan } from '../../documents/plan.js';
import type { RunFiles } from '../../land/run-files.js';
import type { Tell } from '../../report/shift-event.js';
import type { UnitProgress } from '../../run/progress.js';
import type { Order } from '../../run/record.js';
import { ESCALATE_AFTER, newlyStale } from '../../run/sweep/staleness.js';
import type { PlanSubject } from '../../run/units/subject.js';

/** What is told when a unit begins. */
export function tellStart(tell: Tell, files: RunFiles, plan: Plan, { subject, order }: Begun): void {
  const resumedAt = order.stage === 'setup' ? null : order.stage;
  if (subject.kind === 'sweep') {
    const open = openTexts(files.deferredText).length;
    tell({ kind: 'sweep_started', after: subject.after, round: subject.round, open, resumedAt });
    return;
  }
  const { phase } = subject;
  const index = plan.phases.findIndex((item) => item.id === phase.id) + 1;
  tell({ kind: 'phase_started', id: phase.id, title: phase.title, index, of: plan.phases.length, resumedAt });
}

export interface Begun {
  readonly subject: PlanSubject;
  readonly order: Order;
}

export interface LandedUnit {
  readonly before: RunFiles;
  readonly files: RunFiles;
  readonly subject: PlanSubject;
  readonly progress: UnitProgress;
  readonly seconds: number;
}

/** What is told when a unit has landed. */
export function tellLanded(tell: Tell, { before, files, subject, progress, seconds }: LandedUnit): void {
  const { usage } = progress;
  if (subject.kind === 'sweep') {
    const { resolved = 0, left = 0, commit = null } = files.record.sweeps?.at(-1) ?? {};
    tell({ kind: 'sweep_landed', after: subject.after, resolved, left, commit, seconds, usage });
    tellStale(tell, before, files);
    return;
  }
  const { id, title } = subject.phase;
  tell({ kind: 'landed', id, title, commit: files.record.commits[id] ?? null, seconds, usage });
}

/** Items that became stale with this unit, each once. */
export function tellStale(tell: Tell, before: RunFiles, after: RunFiles): void {
  const threshold = after.record.limits.escalate_after ?? ESCALATE_AFTER;
  const attempts = [before.record.deferred_item_attempts, after.record.deferred_item_attempts] as const;
  for (const item of newlyStale(...attempts, threshold)) {
    tell({ kind: 'item_stale', ...item });
  }
}
