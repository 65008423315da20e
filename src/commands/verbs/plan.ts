import { sha256 } from '../../base/digest.js';
import { bounded } from '../../base/fence.js';
import { fail, ok, type Result } from '../../base/result.js';
import { runIdFor } from '../../run/ids.js';
import { type Acceptance, commandKey, type LineOutcome } from '../acceptance.js';
import { issueBudgetObstacle } from '../answers/issue-budget.js';
import type { ParsedLine } from '../grammar/parse-comment.js';
import type { Command } from '../grammar/verbs.js';
import { bodyBeforeComment } from '../issue-body.js';
import { add, triggerOf } from './add-trigger.js';
import { planRunsOf } from './plan-runs.js';

/** Longest goal that is kept, in characters; of a longer issue head and tail. */
const LONGEST_GOAL = 40_000;

/** `/pitboss plan`: starts a run that plans what the comment says, or else the issue. */
export async function planIt(
  acceptance: Acceptance,
  line: ParsedLine,
  command: Extract<Command, { verb: 'plan' }>,
): Promise<LineOutcome> {
  const { event, branch, sha, ledger } = acceptance;
  const { issue } = event.comment;
  const open = planRunsOf(ledger.state, issue).find(({ status }) => status !== 'finished' && status !== 'folded');
  if (open !== undefined) {
    return refused(
      `Run \`${open.runId}\` plans for this issue already; \`/pitboss status\` shows what it waits for, \`/pitboss fold ${open.runId}\` ends it.`,
    );
  }
  const broke = issueBudgetObstacle(acceptance, issue);
  if (broke !== null) {
    return refused(broke);
  }
  const goal = command.goal === null ? await goalOfIssue(acceptance) : ok(command.goal);
  if (!goal.ok) {
    return refused(goal.error);
  }
  const runId = runIdFor(event.comment.createdAt, commandKey(event.comment.id, line.index));
  const request = { goal: goal.value, sha256: sha256(goal.value), interview: command.interview, review: true };
  const trigger = triggerOf(acceptance, line, { verb: 'plan', run_id: runId });
  return add(acceptance, { ...trigger, plan_request: request, base: { ref: branch, sha } });
}

/** Title and text of the issue, if they are what the commenter saw. */
async function goalOfIssue({ ports, event }: Acceptance): Promise<Result<string, string>> {
  const issue = await ports.api.issue(event.comment.issue);
  const unchanged = await bodyBeforeComment(ports.api, event, issue);
  if (!unchanged.ok) {
    return unchanged;
  }
  const goal = [event.issue.title.trim(), issue.body.replaceAll('\r\n', '\n').trim()].filter((part) => part !== '');
  return goal.length === 0
    ? fail('There is nothing to plan: the issue has no text. Write what you want behind the command.')
    : ok(bounded(goal.join('\n\n'), LONGEST_GOAL));
}

function refused(text: string): LineOutcome {
  return { kind: 'refused', text };
}
