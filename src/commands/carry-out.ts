import type { GrindRequest } from '../grind/grind-state.js';
import { runIdFor } from '../run/ids.js';
import { type Acceptance, commandKey, type LineOutcome } from './acceptance.js';
import { problemText } from './answers/answer-text.js';
import { helpText } from './answers/help-text.js';
import { issueBudgetObstacle } from './answers/issue-budget.js';
import { spendingObstacle } from './answers/spending-obstacle.js';
import { statusText } from './answers/status-text.js';
import type { ParsedLine } from './grammar/parse-comment.js';
import { specOf } from './grammar/registry.js';
import type { Command } from './grammar/verbs.js';
import { beginGrind } from './grind/begin-grind.js';
import { steer } from './grind/steer.js';
import { readingLevel } from './levels.js';
import { findPlan } from './plan-source.js';
import { add, askedIn, sweepWord, triggerOf } from './verbs/add-trigger.js';
import { approvedDraft } from './verbs/approved-draft.js';
import { move } from './verbs/move.js';
import { note } from './verbs/note.js';
import { onPlan } from './verbs/on-plan.js';
import { planIt } from './verbs/plan.js';
import { sweep } from './verbs/sweep.js';

/** Does what one line asks for, up to the trigger on the ledger; dispatching comes after all lines. */
export async function carryOut(acceptance: Acceptance, line: ParsedLine): Promise<LineOutcome> {
  if (!line.command.ok) {
    return { kind: 'refused', text: problemText(line.command.error) };
  }
  const command = line.command.value;
  const known = knownRun(acceptance, line.index);
  if (known !== null) {
    return { kind: 'known', runId: known };
  }
  const obstacle =
    specOf(command.verb)?.access === 'spending' ? spendingObstacle(acceptance.config, acceptance.level) : null;
  if (obstacle !== null) {
    return { kind: 'refused', text: obstacle };
  }
  switch (command.verb) {
    case 'help':
      return { kind: 'answered', text: helpText(command.topic, helpContext(acceptance)) };
    case 'status':
      return { kind: 'answered', text: statusOf(acceptance, command.runId) };
    case 'play':
      return play(acceptance, line, command);
    case 'note':
      return note(acceptance, line, command);
    case 'sweep':
      return sweep(acceptance, line, command);
    case 'plan':
      return planIt(acceptance, line, command);
    case 'answer':
    case 'revise':
    case 'approve':
      return onPlan(acceptance, line, command);
    case 'grind':
      return beginGrind(acceptance, askedIn(acceptance, line), grindRequest(command));
    case 'skip':
    case 'pause':
      return steer(acceptance, line, command);
    default:
      return move(acceptance, line, command);
  }
}

/** A trigger is written once; whatever holds now, a command that has one is accepted. */
function knownRun(acceptance: Acceptance, index: number): string | null {
  const key = commandKey(acceptance.event.comment.id, index);
  return acceptance.ledger.state.triggers.find((trigger) => trigger.key === key)?.run_id ?? null;
}

function statusOf(acceptance: Acceptance, runId: string | null): string {
  const slots = acceptance.config.ok ? acceptance.config.slots : 1;
  return statusText(acceptance.ledger.state, { issue: acceptance.event.comment.issue, runId, slots });
}

function helpContext(acceptance: Acceptance): Parameters<typeof helpText>[1] {
  const { config, level } = acceptance;
  const reading = readingLevel(acceptance.private);
  return config.ok
    ? { level, reading, spend: config.spend, slots: config.slots }
    : { level, reading, spend: 'write', slots: 1 };
}

async function play(
  acceptance: Acceptance,
  line: ParsedLine,
  command: Extract<Command, { verb: 'play' }>,
): Promise<LineOutcome> {
  const { ports, event, sha, branch } = acceptance;
  const broke = issueBudgetObstacle(acceptance, event.comment.issue);
  if (broke !== null) {
    return { kind: 'refused', text: broke };
  }
  const runId = runIdFor(event.comment.createdAt, commandKey(event.comment.id, line.index));
  const trigger = {
    ...triggerOf(acceptance, line, { verb: 'play', run_id: runId }),
    ...sweepWord(command),
    base: { ref: branch, sha },
  };
  const draft = command.plan === null ? await approvedDraft(acceptance) : null;
  if (draft !== null) {
    return draft.ok ? add(acceptance, { ...trigger, ...draft.value }) : { kind: 'refused', text: draft.error };
  }
  const plan = await findPlan({ api: ports.api, readPlan: ports.readPlan, event, path: command.plan, sha });
  return plan.ok ? add(acceptance, { ...trigger, plan: plan.value }) : { kind: 'refused', text: plan.error };
}

/** What a command asks of a grind run. */
function grindRequest({ rotation, budgets, carry }: Extract<Command, { verb: 'grind' }>): GrindRequest {
  return { rotation, budgets, carry };
}
