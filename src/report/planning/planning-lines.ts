import type { RunRecord } from '../../run/record.js';
import { plural } from '../format.js';
import { clipped } from '../markdown.js';
import type { RunView } from '../run-view.js';

const STEPS = {
  questions: 'looking for questions',
  answers: 'waiting for answers',
  draft: 'writing the plan',
  review: 'the draft waits for approval',
  done: 'done',
} as const;
const GOAL = 200;

/** Where a run that plans stands, in words. */
export function planningWord({ planning }: Pick<RunRecord, 'planning'>): string {
  return planning === undefined ? 'unknown' : STEPS[planning.step];
}

/** What a terminal shows of a run that plans, where others show their phases. */
export function planningLines({ record, plan }: RunView): readonly string[] {
  const { planning } = record;
  if (planning === undefined) {
    return [];
  }
  const goal = planning.goal.replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}]/gu, '');
  return [
    `goal: ${clipped(goal, GOAL)}`,
    `planning: ${planningWord(record)}`,
    ...(planning.questions.length === 0 ? [] : [`questions: ${planning.questions.length}`]),
    ...(planning.drafts === 0
      ? []
      : [`draft: ${plural(plan.phases.length, 'phase')}, ${record.plan_sha256.slice(0, 12)}`]),
  ];
}
