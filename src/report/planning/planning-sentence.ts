import { plural } from '../format.js';
import type { ShiftEvent } from '../shift-event.js';

type PlanningEvent = Extract<
  ShiftEvent,
  { kind: 'planning_started' | 'questions_found' | 'draft_rejected' | 'plan_drafted' }
>;

/** What a terminal or a job log says about a step of planning. */
export function planningSentence(event: PlanningEvent): string {
  switch (event.kind) {
    case 'planning_started':
      return event.unit === 'plan/questions'
        ? 'looking for questions'
        : event.revised
          ? 'revising the plan'
          : 'writing the plan';
    case 'questions_found':
      return `${plural(event.count, 'question')} found`;
    case 'draft_rejected':
      return `answer ${event.attempt} of ${event.of} is no plan: ${event.problem}`;
    case 'plan_drafted':
      return `plan written: ${plural(event.phases, 'phase')}`;
  }
}
