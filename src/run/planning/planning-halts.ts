import type { Halt } from '../record.js';

/** Why a run of kind `plan` stands still, beside the reasons that every run can have. */
export const planningHalts = {
  noQuestions: (): Halt => ({
    code: 'no_questions',
    what: 'The interview has no questions.',
    why: 'The agent answered without a numbered list of questions.',
    fix: 'Look at the transcript, then rebuy the run to let it try again, or ask for a plan without an interview.',
  }),
  draftInvalid: (problem: string): Halt => ({
    code: 'draft_invalid',
    what: 'The planner wrote no valid plan.',
    why: `It was asked twice. Its last answer: ${problem}`,
    fix: 'Look at the transcript, make the goal smaller or clearer if that is the reason, then rebuy the run to let it try again.',
  }),
  /** Not a halt: the run waits. */
  answersNeeded: (count: number): Halt => ({
    code: 'answers_needed',
    what: `The run has ${count === 1 ? 'a question' : `${count} questions`}.`,
    why: 'The plan is written once they are answered, as far as somebody cares to answer them.',
    fix: 'On GitHub, answer in a comment: `/pitboss answer`, then one line for each question that you answer, its number first. In a terminal they are asked one by one.',
  }),
  approvalNeeded: (hash: string, left: number): Halt => ({
    code: 'approval_needed',
    what: 'The draft of the plan is ready.',
    why: 'Nothing is carried out before a person has approved it.',
    fix: `Read it, then write \`/pitboss approve ${hash.slice(0, 12)}\`${left > 0 ? ', or `/pitboss revise` and what to change' : ' (it was revised as often as plan.max_revisions allows)'}; \`/pitboss fold\` ends the run.`,
  }),
} as const;
