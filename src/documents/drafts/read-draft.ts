import { ok, type Result } from '../../base/result.js';
import type { DocumentError } from '../document-error.js';
import { toLf } from '../lines.js';
import { advanceTo, type Plan, parsePlan, printPlan } from '../plan.js';

/** A plan that an agent has written. */
export interface Draft {
  readonly text: string;
  readonly plan: Plan;
}

/** How far behind its first line the front matter of a plan is looked for, in lines. */
const FRONT = 20;
const FENCE_LINE = /^ {0,3}(`{3,}|~{3,})[^`]*$/;

/**
 * Reads an agent's last message as a plan. Agents like to say a word before it or to put a fence around it although they were
 * told not to: both are left out. What is read is the plan's own text; it begins at its first phase, whatever it says itself.
 */
export function readDraft(answer: string): Result<Draft, DocumentError> {
  const text = `${planIn(toLf(answer)).trim()}\n`;
  const parsed = parsePlan(text);
  if (!parsed.ok) {
    return parsed;
  }
  const plan = parsed.value;
  const first = plan.phases[0];
  if (first === undefined || first.id === plan.currentPhase) {
    return ok({ text, plan });
  }
  const begun = advanceTo(plan, first.id);
  return ok({ text: printPlan(begun), plan: begun });
}

/** The part of an answer that begins like a plan; all of it where none does, so that the error is the parser's. */
function planIn(answer: string): string {
  const lines = answer.split('\n');
  const start = lines.findIndex((line, index) => line.trimEnd() === '---' && isFront(lines, index + 1));
  if (start === -1) {
    return answer;
  }
  const fence = FENCE_LINE.exec(lines[start - 1] ?? '')?.[1];
  const end = fence === undefined ? -1 : closingLine(lines, start, fence);
  return lines.slice(start, end === -1 ? lines.length : end).join('\n');
}

function isFront(lines: readonly string[], from: number): boolean {
  const front = lines.slice(from, from + FRONT);
  const close = front.findIndex((line) => line.trimEnd() === '---');
  return front.slice(0, close === -1 ? front.length : close).some((line) => /^["']?current_phase["']?\s*:/.test(line));
}

/** The last line that could close the fence: a plan may hold fences of its own, and what follows the last one is chatter. */
function closingLine(lines: readonly string[], from: number, fence: string): number {
  const closing = new RegExp(`^ {0,3}${fence.charAt(0)}{${fence.length},}[ \\t]*$`);
  return lines.findLastIndex((line, index) => index > from && closing.test(line));
}

/** The same error for the agent that is asked once more. */
export function draftProblem({ line, what, why, fix }: DocumentError): string {
  return `${line === null ? '' : `Line ${line}: `}${what} ${why} ${fix}`;
}
