import { halts } from '../halts.js';
import type { Halt, Order, RunRecord } from '../record.js';
import { freshOrder } from '../units/fresh-order.js';
import { planningHalts } from './planning-halts.js';

export type PlanningDecision =
  | { readonly kind: 'work'; readonly order: Order }
  | { readonly kind: 'finish' }
  /** A person is to speak. */
  | { readonly kind: 'ask'; readonly reason: Halt }
  | { readonly kind: 'halt'; readonly halt: Halt };

/** What comes next for a run of kind `plan`, money and shifts aside. */
export function decidePlanning(record: RunRecord): PlanningDecision {
  const { planning } = record;
  switch (planning?.step) {
    case undefined:
      return { kind: 'halt', halt: halts.internal('The run has nothing to plan.') };
    case 'questions':
      return { kind: 'work', order: ordered(record, 'plan/questions') };
    case 'answers':
      return { kind: 'ask', reason: planningHalts.answersNeeded(planning.questions.length) };
    case 'draft':
      return { kind: 'work', order: ordered(record, `plan/draft-${planning.drafts + 1}`) };
    case 'review': {
      const left = planning.max_revisions - planning.revisions;
      return { kind: 'ask', reason: planningHalts.approvalNeeded(record.plan_sha256, left) };
    }
    case 'done':
      return { kind: 'finish' };
  }
}

function ordered(record: RunRecord, unit: string): Order {
  return Object.values(record.orders).find((order) => order.unit === unit) ?? freshOrder(record, unit);
}
