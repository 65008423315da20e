import { bounded } from '../../base/fence.js';
import { printPlan } from '../../documents/plan.js';
import { plural } from '../format.js';
import { boundedBody, clipped, code, folded, inert } from '../markdown.js';
import type { RunView } from '../run-view.js';

/** Phases that are listed, and characters of one line and of the whole draft that are shown. */
const MOST_PHASES = 100;
const LINE = 500;
const DRAFT = 40_000;

/** The parts of a status comment that every run has. */
export interface CommonParts {
  readonly head: readonly string[];
  /** Halt, wait, money, next command. */
  readonly foot: readonly string[];
  readonly workflowUrl: string | null;
}

/** The status comment of a run that plans: what it asks, or the draft that it wrote. */
export function planningComment(view: RunView, parts: CommonParts): string {
  const { planning } = view.record;
  const where = parts.workflowUrl === null ? '' : ` · [workflow run](${parts.workflowUrl})`;
  const sections = [
    ...parts.head,
    `Planning, on ${code(view.record.base.sha.slice(0, 12))}${where}`,
    ...(planning?.step === 'answers' ? questionSection(planning.questions) : []),
    ...(planning === undefined || planning.drafts === 0 ? [] : draftSection(view)),
    ...parts.foot,
  ];
  return boundedBody(sections.filter((section) => section !== '').join('\n\n'));
}

function questionSection(questions: readonly string[]): readonly string[] {
  const rows = questions.map((question, index) => `${index + 1}. ${inert(clipped(question, LINE))}`);
  const example = ['```text', '/pitboss answer', '1. …', ...(questions.length > 2 ? ['3. …'] : []), '```'];
  return ['**Questions**', rows.join('\n'), 'Answer those that you care about, in one comment:', example.join('\n')];
}

function draftSection({ record, plan }: RunView): readonly string[] {
  const rows = plan.phases
    .slice(0, MOST_PHASES)
    .map(({ id, title }) => `| ${inert(id)} | ${inert(clipped(title, LINE))} |`);
  const more =
    plan.phases.length > MOST_PHASES ? [`\n_${plan.phases.length - MOST_PHASES} more phases are not shown._`] : [];
  const { drafts = 0 } = record.planning ?? {};
  const approved =
    record.approval === null
      ? ''
      : `Approved by ${inert(record.approval.by)} for ${code(record.approval.base_sha.slice(0, 12))}.`;
  return [
    `**Draft ${drafts}:** ${plural(plan.phases.length, 'phase')}, hash ${code(record.plan_sha256.slice(0, 12))}`,
    approved,
    ['| Phase | Title |', '|---|---|', ...rows, ...more].join('\n'),
    folded('The whole draft', bounded(printPlan(plan), DRAFT)),
  ];
}
