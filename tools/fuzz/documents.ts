import { isDeepStrictEqual } from 'node:util';
import { EXAMPLE } from '../../src/config/example.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { problemLine } from '../../src/config/problem.js';
import { parseDeferred, printDeferred, pruneDone } from '../../src/documents/deferred.js';
import type { DocumentError } from '../../src/documents/document-error.js';
import { advanceTo, nextPhase, type Plan, parsePlan, printPlan } from '../../src/documents/plan.js';
import { mutateText } from './mutate.js';
import type { Target } from './target.js';

export const PLANS = [
  '---\ncurrent_phase: "01"\n---\n\nWhy.\n\n# Phase 01: First\n\n**Scope.** s\n\n```sh\n# Phase x\n```\n\n# Phase 02: Second\n\n- a\n',
  '---\ntitle: t\ncurrent_phase: 2b # where we are\nlist: [a, b]\n---\n# Phase 1: a\n# Phase 2b: b\n~~~\ncode\n~~~\n',
  "---\r\ncurrent_phase: '007'\r\n---\r\n# Phase 007: only\r\n",
];
const DEFERRED = [
  '',
  '## Deferred items\n\n- [ ] one\n- [x] two\n  goes on\n  - nested\n\n## Deferred phases\n\n### From phase 01: Later\n\nText.\n',
  '## Deferred phases\n\n### From phase 2b: T\n\n```\n## Deferred items\n```\n\n### From phase 03: U\nx\n',
];
export const DOCUMENT_TARGETS: readonly Target[] = [
  { name: 'plan', share: 30, make: (random) => mutateText(random, PLANS), check: checkPlan },
  { name: 'deferred', share: 40, make: (random) => mutateText(random, DEFERRED), check: checkDeferred },
  {
    name: 'config',
    share: 2,
    make: (random) => mutateText(random, [EXAMPLE, EXAMPLE.slice(0, 300)]),
    check: checkConfig,
  },
];

function checkPlan(input: string): string | null {
  const parsed = parsePlan(input);
  if (!parsed.ok) {
    return errorProblem(parsed.error, input);
  }
  const plan = parsed.value;
  const again = parsePlan(printPlan(plan));
  if (!again.ok || !isDeepStrictEqual(withoutLines(again.value), withoutLines(plan))) {
    return 'what was printed is read as another plan';
  }
  for (let phase = plan.phases[0] ?? null; phase !== null; phase = nextPhase(plan, phase.id)) {
    const advanced = advanceTo(plan, phase.id);
    const read = parsePlan(printPlan(advanced));
    if (
      !read.ok ||
      read.value.currentPhase !== phase.id ||
      !isDeepStrictEqual(withoutLines(read.value).phases, withoutLines(plan).phases)
    ) {
      return `advanced to ${phase.id}, it is read as another plan`;
    }
  }
  return null;
}

/** Printing leaves out blank lines at the end of the frontmatter, so what follows moves up. */
export function withoutLines(plan: Plan) {
  return { ...plan, phases: plan.phases.map(({ line: _, ...phase }) => phase) };
}

function checkDeferred(input: string): string | null {
  const parsed = parseDeferred(input);
  if (!parsed.ok) {
    return errorProblem(parsed.error, input);
  }
  const printed = printDeferred(parsed.value);
  const again = parseDeferred(printed);
  if (!again.ok || !isDeepStrictEqual(again.value, parsed.value)) {
    return 'what was printed is read as another document';
  }
  const pruned = parseDeferred(printDeferred(pruneDone(parsed.value)));
  return pruned.ok && pruned.value.items.every((item) => !item.done)
    ? null
    : 'without its done items it cannot be read';
}

export function errorProblem(error: DocumentError, input: string): string | null {
  const lines = input.split(/\r\n|\r|\n/).length;
  if (error.line !== null && (error.line < 1 || error.line > lines + 1)) {
    return `an error names line ${error.line} of ${lines}`;
  }
  return [error.code, error.what, error.why, error.fix].some((part) => part.trim() === '')
    ? 'an error has an empty part'
    : null;
}

function checkConfig(input: string): string | null {
  const parsed = parseConfig(input, 'pitboss.yml');
  const problems = parsed.ok ? parsed.warnings : parsed.problems;
  const lines = input.split(/\r\n|\r|\n/).length;
  if (!parsed.ok && problems.every(({ severity }) => severity !== 'error')) {
    return 'refused without an error';
  }
  const odd = problems.find(({ line }) => line !== null && (line < 1 || line > lines + 1));
  if (odd !== undefined) {
    return `names line ${odd.line} of ${lines}`;
  }
  return problems.some((problem) => problemLine(problem).trim() === '') ? 'a problem without words' : null;
}
