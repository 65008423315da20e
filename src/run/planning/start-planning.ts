import type { Config } from '../../config/config.js';
import type { Trigger } from '../trigger.js';
import type { Planning } from './planning.js';

/** How a run of kind `plan` begins: with questions if they are wanted. */
export function startPlanning(wanted: NonNullable<Trigger['plan_request']>, config: Config): Planning {
  return {
    goal: wanted.goal,
    review: wanted.review,
    step: wanted.interview ? 'questions' : 'draft',
    questions: [],
    answers: null,
    drafts: 0,
    drafted_at: null,
    note: null,
    revisions: 0,
    max_revisions: config.plan.max_revisions,
  };
}
