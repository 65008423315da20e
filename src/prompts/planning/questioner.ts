import { dispatchLine } from '../dispatch-line.js';
import type { PromptTemplate } from '../overrides/parse-template.js';
import { fillPlanning } from './fill-planning.js';
import { goalBlock, type PlanGoal, summaryBlock } from './goal.js';

export interface QuestionerInput {
  readonly unit: string;
  readonly attempt: number;
  readonly goal: PlanGoal;
  readonly summary: string;
  /** `plan.max_questions`. */
  readonly maxQuestions: number;
  /** The repository's own text for this role. */
  readonly override?: PromptTemplate | undefined;
}

/** Fewest questions that are asked for, where the limit allows as many. */
const FEWEST = 20;

/** The prompt of the agent that finds out what to ask before a plan is written. */
export function questionerPrompt(input: QuestionerInput): string {
  const { unit, attempt, goal, summary, maxQuestions, override } = input;
  const first = dispatchLine('planner', unit, attempt);
  const values = { goal: goalBlock(goal), repo_summary: summaryBlock(summary), max_questions: String(maxQuestions) };
  if (override !== undefined) {
    return fillPlanning([first, listForm(maxQuestions)], override, values);
  }
  const parts = [
    first,
    'Somebody wants a piece of work planned in the repository that is your working directory. Before the plan is written, they answer questions. You find the questions. Look at the repository, and ask nothing that it answers itself. Whatever you write into files is thrown away.',
    listForm(maxQuestions),
    subjects(),
    `## The goal\n\n${values.goal}`,
    `## The repository\n\n${values.repo_summary}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function listForm(most: number): string {
  const count = most <= FEWEST ? `up to ${most}` : `between ${FEWEST} and ${most}`;
  return [
    '## What you answer',
    '',
    `Your last message is a numbered list of ${count} questions and nothing else: one question on each line, the number first (\`1. …\`). Each can be answered in a sentence or two by somebody who knows what they want. The questions that change the plan most come first.`,
  ].join('\n');
}

function subjects(): string {
  return [
    '## What to ask about',
    '',
    '- requirements, and what is left out on purpose',
    '- choices of technology',
    '- how people or programs use it: interface, commands, formats',
    '- architecture, and how it fits what is there',
    '- other systems that it works with',
    '- edge cases and errors',
    '- how it is tested',
  ].join('\n');
}
