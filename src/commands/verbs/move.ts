import { fail, ok, type Result } from '../../base/result.js';
import type { Budgets } from '../../grind/budgets.js';
import { entryOf } from '../../run/queue.js';
import type { Trigger } from '../../run/trigger.js';
import type { Acceptance, LineOutcome } from '../acceptance.js';
import { foreignCode } from '../answers/foreign-text.js';
import { issueBudgetObstacle } from '../answers/issue-budget.js';
import { isAbandoned } from '../dispatching/abandoned.js';
import type { ParsedLine } from '../grammar/parse-comment.js';
import type { Command } from '../grammar/verbs.js';
import { budgetObstacle, usedUpObstacle } from '../grind/budget-obstacle.js';
import { findTarget, runsOfIssue } from '../target.js';
import { add, sweepWord, triggerOf } from './add-trigger.js';

/** Lets a run go on, or ends it. */
export async function move(
  acceptance: Acceptance,
  line: ParsedLine,
  command: Extract<Command, { verb: 'rebuy' | 'fold' }>,
): Promise<LineOutcome> {
  const { issue } = acceptance.event.comment;
  const { verb, runId } = command;
  const abandoned = await abandonedRuns(acceptance, runId);
  const budgets = command.verb === 'rebuy' && Object.keys(command.budgets).length > 0 ? command.budgets : null;
  const target = findTarget(acceptance.ledger.state, { verb, issue, runId, abandoned, budgets: budgets !== null });
  const ofIssue = target.ok ? (acceptance.ledger.state.runs.get(target.value)?.issue ?? issue) : issue;
  const broke = target.ok && verb === 'rebuy' ? issueBudgetObstacle(acceptance, ofIssue) : null;
  if (broke !== null) {
    return { kind: 'refused', text: broke };
  }
  if (!target.ok) {
    return { kind: 'refused', text: target.error };
  }
  const unfit = budgets === null ? null : newBudgetsObstacle(acceptance, target.value, budgets);
  if (unfit !== null) {
    return { kind: 'refused', text: unfit };
  }
  const adopting = command.verb === 'rebuy' && command.adopt ? await adoption(acceptance, target.value) : ok({});
  return adopting.ok
    ? add(acceptance, {
        ...triggerOf(acceptance, line, { verb: command.verb, run_id: target.value }),
        ...sweepWord(command),
        ...adopting.value,
        ...(budgets === null ? {} : { budgets }),
      })
    : { kind: 'refused', text: adopting.error };
}

/** Why budgets would not do for a run; Markdown. */
function newBudgetsObstacle({ config, ledger, ports }: Acceptance, runId: string, budgets: Budgets): string | null {
  const record = ledger.state.runs.get(runId);
  const now = ports.clock.now();
  const most = config.ok ? budgetObstacle(budgets, { maximum: config.grind.maximum, now }) : null;
  return most ?? (record === undefined ? null : usedUpObstacle(budgets, record, now));
}

/** The tip that a person goes on from is the one that stands there while the command is accepted; later ones they have not seen. */
async function adoption({ ports, ledger }: Acceptance, runId: string): Promise<Result<Pick<Trigger, 'adopt'>, string>> {
  const record = ledger.state.runs.get(runId);
  if (record === undefined) {
    return fail(`Run \`${runId}\` has not begun, so there is nothing to adopt. \`/pitboss rebuy ${runId}\` starts it.`);
  }
  if (record.kind === 'plan') {
    return fail(
      `Run \`${runId}\` writes a plan and has no branch, so there is nothing to adopt. \`/pitboss rebuy ${runId}\` lets it go on.`,
    );
  }
  const tip = await ports.api.branchTip(record.branch);
  return tip === null
    ? fail(
        `The branch ${foreignCode(record.branch)} is gone, so there is nothing to adopt. Restore it, then write the command again.`,
      )
    : ok({ adopt: { tip } });
}

/** The runs that a command may mean whose lease outlived its holder. */
async function abandonedRuns({ ports, event, ledger }: Acceptance, runId: string | null): Promise<ReadonlySet<string>> {
  const { state } = ledger;
  const meant = runId === null ? runsOfIssue(state, event.comment.issue) : [runId];
  const abandoned = new Set<string>();
  for (const entry of meant.map((id) => entryOf(state, id))) {
    if (await isAbandoned(ports, entry, true)) {
      abandoned.add(entry.runId);
    }
  }
  return abandoned;
}
