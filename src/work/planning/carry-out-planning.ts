import { readAnswers } from '../../documents/drafts/read-answers.js';
import { draftProblem, readDraft } from '../../documents/drafts/read-draft.js';
import { readQuestions } from '../../documents/drafts/read-questions.js';
import type { PlanGoal } from '../../prompts/planning/goal.js';
import { plannerPrompt } from '../../prompts/planning/planner.js';
import { questionerPrompt } from '../../prompts/planning/questioner.js';
import type { Planned } from '../../run/planning/land-planning.js';
import type { Planning } from '../../run/planning/planning.js';
import { planningHalts } from '../../run/planning/planning-halts.js';
import type { InterruptReason } from '../../run/progress.js';
import type { Halt } from '../../run/record.js';
import { moneyFor } from '../dispatch-money.js';
import { startAgent } from '../dispatch-role.js';
import { judge } from '../outcomes/judge.js';
import { patiently } from '../outcomes/patiently.js';
import type { DispatchEnd } from '../stage-end.js';
import { openWorksheet, type Worksheet } from '../worksheet.js';
import type { PlanningPorts, PlanningResult, PlanningUnit } from './planning-unit.js';

/** Answers of a planner that are read before the run halts. */
const ATTEMPTS = 2;
/** Longest plan that is taken, in characters: it has to fit into prompts and, with its phases, into a pull request's text. */
const LONGEST_PLAN = 200_000;

type Bad = Exclude<DispatchEnd, { kind: 'done' }>;
type Answered = Bad | { readonly kind: 'done'; readonly text: string };

/** Carries out one step of planning: finds questions, or writes the plan. The agent's last message counts, not what it leaves in files. */
export async function carryOutPlanning(unit: PlanningUnit, ports: PlanningPorts): Promise<PlanningResult> {
  const sheet = openWorksheet({ order: unit.order, deferredText: '' });
  const outcome = await (unit.planning.step === 'questions' ? ask : draft)(unit, ports, sheet);
  const progress = sheet.progress();
  switch (outcome.kind) {
    case 'questions':
    case 'draft':
      return { kind: 'planned', planned: outcome, progress };
    case 'refused':
      return { kind: 'refusal', halt: outcome.halt, progress };
    case 'interrupted':
      return { kind: 'interruption', reason: reasonOf(ports.signal), progress };
    case 'parked':
      return { kind: 'interruption', reason: 'parked', ...(outcome.wait && { wait: outcome.wait }), progress };
    default:
      return { kind: 'interruption', reason: outcome.kind, progress };
  }
}

async function ask(unit: PlanningUnit, ports: PlanningPorts, sheet: Worksheet): Promise<Planned | Bad> {
  const { config, order, planning, summary, prompts } = unit;
  const maxQuestions = config.plan.max_questions;
  const goal = { text: planning.goal, asked: [], remarks: '' };
  const prompt = questionerPrompt({
    unit: order.unit,
    attempt: 1,
    goal,
    summary,
    maxQuestions,
    override: prompts.questioner,
  });
  const answer = await answered(unit, ports, sheet, { prompt, attempt: 1 });
  if (answer.kind !== 'done') {
    return answer;
  }
  const questions = readQuestions(answer.text, maxQuestions);
  return questions === null ? refused(planningHalts.noQuestions()) : { kind: 'questions', questions };
}

/** An answer that is no plan is told to the planner with its line, once; an agent that failed is not asked again. */
async function draft(unit: PlanningUnit, ports: PlanningPorts, sheet: Worksheet): Promise<Planned | Bad> {
  const { order, planning, summary, prompts } = unit;
  const revision = planning.note === null ? null : { draft: unit.draft, note: planning.note };
  let rejected: string | null = null;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const prompt = plannerPrompt({
      unit: order.unit,
      attempt,
      goal: goalOf(planning),
      summary,
      revision,
      rejected,
      override: prompts.planner,
    });
    const answer = await answered(unit, ports, sheet, { prompt, attempt });
    if (answer.kind !== 'done') {
      return answer;
    }
    const read = readPlan(answer.text);
    if ('text' in read) {
      return { kind: 'draft', text: read.text };
    }
    rejected = read.problem;
    ports.tell({ kind: 'draft_rejected', attempt, of: ATTEMPTS, problem: rejected });
  }
  return refused(planningHalts.draftInvalid(rejected ?? ''));
}

function readPlan(answer: string): { readonly text: string } | { readonly problem: string } {
  if (answer.length > LONGEST_PLAN) {
    return { problem: `The answer has ${answer.length} characters; a plan has at most ${LONGEST_PLAN}.` };
  }
  const read = readDraft(answer);
  return read.ok ? { text: read.value.text } : { problem: draftProblem(read.error) };
}

function goalOf({ goal, questions, answers }: Planning): PlanGoal {
  const said = readAnswers(answers ?? '', questions.length);
  const asked = questions.map((question, index) => ({ question, answer: said.byQuestion[index] ?? null }));
  return { text: goal, asked, remarks: said.remarks };
}

/** What the agent said last, once it did its work; each dispatch has money of its own. */
async function answered(
  unit: PlanningUnit,
  ports: PlanningPorts,
  sheet: Worksheet,
  wanted: { readonly prompt: string; readonly attempt: number },
): Promise<Answered> {
  let text = '';
  const end = await patiently(unit, ports, {
    role: 'planner',
    // There is no tree to keep, and what was spent is recorded by the money for the next dispatch.
    keep: async () => {},
    once: async () => {
      const money = await moneyFor(ports, sheet);
      if ('kind' in money) {
        return money;
      }
      const outcome = await startAgent(unit, ports, sheet, { role: 'planner', ...wanted, money });
      text = outcome.finalText;
      return judge(unit, ports, sheet, outcome);
    },
  });
  return end.kind === 'done' ? { kind: 'done', text } : end;
}

function refused(halt: Halt): Bad {
  return { kind: 'refused', halt };
}

function reasonOf(signal: AbortSignal): InterruptReason {
  const reason: unknown = signal.reason;
  return reason === 'deadline' || reason === 'fold' || reason === 'lease_lost' ? reason : 'signal';
}
