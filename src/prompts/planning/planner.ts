import { bounded, fenced } from '../../base/fence.js';
import { dispatchLine } from '../dispatch-line.js';
import type { PromptTemplate } from '../overrides/parse-template.js';
import { fillPlanning } from './fill-planning.js';
import { goalBlock, type PlanGoal, summaryBlock } from './goal.js';

export interface PlannerInput {
  /** Name of the unit: `plan/draft-<n>`. */
  readonly unit: string;
  /** Counts from 1 within the unit. */
  readonly attempt: number;
  readonly goal: PlanGoal;
  /** An overview of the repository. */
  readonly summary: string;
  /** The draft that a person wants changed, and what they said about it. */
  readonly revision: { readonly draft: string; readonly note: string } | null;
  /** Why the answer before this one is no plan; null on the first attempt. */
  readonly rejected: string | null;
  /** The repository's own text for this role. */
  readonly override?: PromptTemplate | undefined;
}

/** Longest draft and note that a prompt embeds, in characters. */
const LIMITS = { draft: 200_000, note: 20_000, rejected: 4_000 } as const;

/** The prompt of the agent that writes a plan. */
export function plannerPrompt(input: PlannerInput): string {
  const { unit, attempt, goal, summary, revision, rejected, override } = input;
  const notes = [
    ...(rejected === null ? [] : [again(rejected)]),
    planForm(),
    ...(revision === null ? [] : [change(revision)]),
  ];
  const first = dispatchLine('planner', unit, attempt);
  const values = { goal: goalBlock(goal), repo_summary: summaryBlock(summary) };
  if (override !== undefined) {
    return fillPlanning([first, ...notes], override, values);
  }
  const parts = [
    first,
    ...(rejected === null ? [] : [again(rejected)]),
    'You plan a piece of work in the repository that is your working directory. Others carry the plan out later, one phase at a time, each with no memory of the one before. Look at the repository as closely as the plan needs. Whatever you write into files is thrown away.',
    planForm(),
    principles(),
    ...(revision === null ? [] : [change(revision)]),
    `## The goal\n\n${values.goal}`,
    `## The repository\n\n${values.repo_summary}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Stands in front of everything else, with a line across the page behind it. */
function again(reason: string): string {
  return [
    '## Your last answer was no valid plan',
    '',
    'It was read by a program, which stopped at this:',
    '',
    fenced(bounded(reason, LIMITS.rejected)),
    '',
    'Answer again with the whole plan, corrected: no comment before or after it, and no fence around it. The rest of this prompt is as it was.',
    '',
    '---',
  ].join('\n');
}

/** What the answer has to look like; it comes with every prompt, because a program reads the answer. */
function planForm(): string {
  return [
    '## What you answer',
    '',
    'Your last message is the plan, whole, and nothing else: no word before it or behind it, no fence around it. It has this form:',
    '',
    fenced(
      [
        '---',
        'current_phase: "01"',
        '---',
        '',
        'If it helps: a few sentences that hold for all phases.',
        '',
        '# Phase 01: A title of at most about 60 characters',
        '',
        '**Scope.** What this phase is about, and what it leaves alone.',
        '',
        '**Deliverables.** What is there when it is done: files, functions, tests.',
        '',
        '**Acceptance.** How a machine can tell that it is done.',
        '',
        '# Phase 02: The next title',
        '',
        '…',
        '',
      ].join('\n'),
    ),
    '',
    '- The first line is `---`, and `current_phase` names the first phase.',
    '- There is at least one phase. Ids have two digits and ascend: 01, 02, 03.',
    '- Each phase has the three labelled parts in this order. Every point of its acceptance can be checked by running something.',
    '- A line that begins with `# Phase ` begins a phase; use it for nothing else.',
  ].join('\n');
}

function principles(): string {
  return [
    '## What makes a plan good',
    '',
    '- The first phase stands on its own. In an empty repository it lays the ground: scaffold, pinned dependencies, tests that run.',
    '- Every phase ends with all tests green.',
    '- One capability for each phase. It becomes one commit, so it ends where a commit would naturally end.',
    '- What later phases build on (types, interfaces, formats) is settled by earlier ones.',
    '- No phase needs one that comes after it.',
    '- Each phase can be understood without the others: name files, commands and names in full.',
  ].join('\n');
}

function change({ draft, note }: { readonly draft: string; readonly note: string }): string {
  return [
    '## The draft so far, and what to change',
    '',
    'A person has read this draft:',
    '',
    fenced(bounded(draft, LIMITS.draft)),
    '',
    'They ask for this change of the plan:',
    '',
    fenced(bounded(note.trim(), LIMITS.note)),
    '',
    'Make it, leave alone what it does not touch, and answer with the whole plan.',
  ].join('\n');
}
