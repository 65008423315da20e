import { findPhase, type Phase, type Plan } from '../../documents/plan.js';
import type { GrindPrompt } from '../../grind/prompt.js';
import { parseUnitName } from './unit-name.js';

/** What a unit works on. */
export type Subject =
  | { readonly kind: 'phase'; readonly phase: Pick<Phase, 'id' | 'title' | 'body'> }
  /** The open items of deferred.md: the `round`th sweep (from 1) after that phase. */
  | { readonly kind: 'sweep'; readonly after: string; readonly round: number }
  /** The `seq`th session of a grind run, with its prompt as it stands now. */
  | { readonly kind: 'session'; readonly seq: number; readonly prompt: GrindPrompt };

export type SessionSubject = Extract<Subject, { kind: 'session' }>;

/** What belongs to a plan: everything but sessions. */
export type PlanSubject = Exclude<Subject, { kind: 'session' }>;

/** The subject of a unit by its name; null when it is no unit of this plan. */
export function subjectOf(plan: Pick<Plan, 'phases'>, unit: string): PlanSubject | null {
  const name = parseUnitName(unit);
  if (name?.kind === 'sweep') {
    return name;
  }
  const phase = name?.kind === 'phase' ? findPhase(plan, name.phase) : null;
  return phase === null ? null : { kind: 'phase', phase };
}

/** The subject of a session by its unit's name; null when it is none, or its prompt is not among these. */
export function sessionSubjectOf(prompts: readonly GrindPrompt[], unit: string): SessionSubject | null {
  const name = parseUnitName(unit);
  const prompt = name?.kind === 'session' ? prompts.find((each) => each.name === name.prompt) : undefined;
  return name?.kind !== 'session' || prompt === undefined ? null : { kind: 'session', seq: name.seq, prompt };
}
