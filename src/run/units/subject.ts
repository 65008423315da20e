import { findPhase, type Phase, type Plan } from '../../documents/plan.js';
import { parseUnitName } from './unit-name.js';

/** What a unit works on. */
export type Subject =
  | { readonly kind: 'phase'; readonly phase: Pick<Phase, 'id' | 'title' | 'body'> }
  /** The open items of deferred.md: the `round`th sweep (from 1) after that phase. */
  | { readonly kind: 'sweep'; readonly after: string; readonly round: number };

/** The subject of a unit by its name; null when it is no unit of this plan. */
export function subjectOf(plan: Pick<Plan, 'phases'>, unit: string): Subject | null {
  const name = parseUnitName(unit);
  if (name?.kind !== 'phase') {
    return name;
  }
  const phase = findPhase(plan, name.phase);
  return phase === null ? null : { kind: 'phase', phase };
}
