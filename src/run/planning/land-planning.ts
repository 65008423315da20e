import { sha256 } from '../../base/digest.js';
import { step, withUsage } from '../advance.js';
import type { UnitProgress } from '../progress.js';
import type { Order, RunRecord } from '../record.js';
import type { Planning } from './planning.js';

/** What a planning unit brought: questions for a person, or the text of a plan. */
export type Planned =
  | { readonly kind: 'questions'; readonly questions: readonly string[] }
  | { readonly kind: 'draft'; readonly text: string };

export interface PlanningLanding {
  readonly planned: Planned;
  readonly progress: UnitProgress;
  /** ISO 8601. */
  readonly now: string;
}

/** A planning unit is done: its result is kept, its money settled, its order gone. */
export function landPlanning(
  before: RunRecord,
  planning: Planning,
  order: Order,
  { planned, progress, now }: PlanningLanding,
): ReturnType<typeof step> {
  const charged = withUsage(before, order, progress, now);
  return step(charged, 'land', {
    ...(planned.kind === 'draft' ? { plan_sha256: sha256(planned.text) } : {}),
    planning: { ...planning, ...after(planning, planned, now) },
    orders: {},
    idle_shifts: 0,
    agent_waits: undefined,
    updated_at: now,
  });
}

function after(planning: Planning, planned: Planned, now: string): Partial<Planning> {
  if (planned.kind === 'questions') {
    return { step: 'answers', questions: [...planned.questions] };
  }
  const next = planning.review ? 'review' : 'done';
  return { step: next, drafts: planning.drafts + 1, drafted_at: now, note: null };
}
