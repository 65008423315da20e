import { PitbossError } from '../base/pitboss-error.js';
import { fail, ok, type Result } from '../base/result.js';
import { type DocumentError, quoted } from './document-error.js';
import { readCurrentPhase, replaceCurrentPhase } from './frontmatter.js';
import { toLf } from './lines.js';
import { parsePhaseId } from './phase-id.js';
import { badCurrentPhase, badFrontmatter, missingFrontmatter, unknownCurrentPhase } from './plan-errors.js';
import { type Phase, splitPhases } from './plan-phases.js';

export type { Phase } from './plan-phases.js';

/** A plan: what to do, phase by phase, and where the run stands. Ids ascend; `currentPhase` is one of them. */
export interface Plan {
  readonly currentPhase: string;
  /** Raw text between the two `---` lines, without line ends at its end. */
  readonly frontmatter: string;
  /** Raw text between the frontmatter and the first phase. */
  readonly preamble: string;
  readonly phases: readonly Phase[];
}

const FENCE = '---\n';

/**
 * Reads plan.md, or an issue's body that is a plan. The grammar is the original's: YAML frontmatter with
 * `current_phase`, then `# Phase <id>: <title>` headings at column 0. Line numbers in errors count in the whole file.
 */
export function parsePlan(text: string): Result<Plan, DocumentError> {
  const lf = toLf(text);
  const parts = splitFrontmatter(lf);
  if (parts === null) {
    return fail(missingFrontmatter(lf.startsWith(FENCE)));
  }
  const current = readCurrentPhase(parts.frontmatter);
  if (!current.ok) {
    return fail(badFrontmatter(current.error));
  }
  const line = current.value.line + 1;
  const id = parsePhaseId(current.value.value);
  if (!id.ok) {
    return fail(badCurrentPhase(id.error.message, line));
  }
  const body = splitPhases(parts.rest, parts.restLine);
  if (!body.ok) {
    return body;
  }
  const plan = { currentPhase: id.value, frontmatter: parts.frontmatter, ...body.value };
  return findPhase(plan, id.value) === null ? fail(unknownCurrentPhase(id.value, line)) : ok(plan);
}

/** The plan as text; for anything that was parsed, the same bytes, but for CRLF, blank lines that end the frontmatter, and a missing line end after a last heading. */
export function printPlan(plan: Plan): string {
  const phases = plan.phases.map((phase) => `# Phase ${phase.id}: ${phase.title}\n${phase.body}`);
  return [FENCE, plan.frontmatter, '\n', FENCE, plan.preamble, ...phases].join('');
}

/**
 * The plan with another current phase. Only the value in the frontmatter changes, however the key is written.
 * Throws for an id that the plan does not have: callers take it from `nextPhase`.
 */
export function advanceTo(plan: Plan, id: string): Plan {
  const frontmatter = replaceCurrentPhase(plan.frontmatter, id);
  if (findPhase(plan, id) === null || !frontmatter.ok) {
    throw new PitbossError({
      code: 'unknown_phase',
      what: `The plan cannot advance to phase ${quoted(id)}.`,
      why: frontmatter.ok ? 'It has no such phase.' : frontmatter.error.why,
      fix: 'Start a new run with a corrected plan.',
    });
  }
  return { ...plan, currentPhase: id, frontmatter: frontmatter.value };
}

/** The phase that follows `id` in the document; null after the last one, and for an id that the plan does not have. */
export function nextPhase(plan: Plan, id: string): Phase | null {
  const position = plan.phases.findIndex((phase) => phase.id === id);
  return position === -1 ? null : (plan.phases[position + 1] ?? null);
}

export function findPhase(plan: Pick<Plan, 'phases'>, id: string): Phase | null {
  return plan.phases.find((phase) => phase.id === id) ?? null;
}

interface Parts {
  readonly frontmatter: string;
  /** What follows the closing line, and the line number it begins on. */
  readonly rest: string;
  readonly restLine: number;
}

function splitFrontmatter(text: string): Parts | null {
  if (!text.startsWith(FENCE)) {
    return null;
  }
  // Searching from the opening line's own LF also finds a closing line right below it.
  const close = text.indexOf(`\n${FENCE}`, FENCE.length - 1);
  if (close === -1) {
    return null;
  }
  const inside = text.slice(FENCE.length, close + 1);
  return {
    frontmatter: withoutFinalLineEnds(inside),
    rest: text.slice(close + 1 + FENCE.length),
    restLine: inside.split('\n').length + 2,
  };
}

function withoutFinalLineEnds(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\n') {
    end -= 1;
  }
  return text.slice(0, end);
}
