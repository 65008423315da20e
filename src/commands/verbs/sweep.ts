import { sha256 } from '../../base/digest.js';
import { fail, ok, type Result } from '../../base/result.js';
import { openTexts } from '../../documents/deferred.js';
import { runPath } from '../../ledger/paths.js';
import { runIdFor } from '../../run/ids.js';
import { entryOf } from '../../run/queue.js';
import type { RunRecord } from '../../run/record.js';
import type { Trigger } from '../../run/trigger.js';
import { type Acceptance, commandKey, type LineOutcome } from '../acceptance.js';
import { foreignCode } from '../answers/foreign-text.js';
import { issueBudgetObstacle } from '../answers/issue-budget.js';
import type { ParsedLine } from '../grammar/parse-comment.js';
import type { Command } from '../grammar/verbs.js';
import { runsOfIssue } from '../target.js';
import { add, triggerOf } from './add-trigger.js';
import { sweepBase } from './sweep-base.js';

/** Starts a run that works off what another one has left open. */
export async function sweep(
  acceptance: Acceptance,
  line: ParsedLine,
  command: Extract<Command, { verb: 'sweep' }>,
): Promise<LineOutcome> {
  const { ports, event, ledger } = acceptance;
  const found = findParent(acceptance, command.runId);
  if (!found.ok) {
    return { kind: 'refused', text: found.error };
  }
  const parent = found.value;
  // What is swept belongs to the issue of the run, also when the command stands on its pull request.
  const issue = parent.issue ?? event.comment.issue;
  const broke = issueBudgetObstacle(acceptance, issue);
  if (broke !== null) {
    return { kind: 'refused', text: broke };
  }
  const tip = ledger.state.tip ?? '';
  const read = async (name: string) => (await ports.api.file(runPath(parent.run_id, name), tip)) ?? '';
  const [deferred, plan] = [await read('deferred.md'), await read('plan.md')];
  if (openTexts(deferred).length === 0) {
    return { kind: 'refused', text: `Nothing to sweep: run \`${parent.run_id}\` has left no item open.` };
  }
  const runId = runIdFor(event.comment.createdAt, commandKey(event.comment.id, line.index));
  const trigger = triggerOf(acceptance, line, { verb: 'sweep', run_id: runId });
  return add(acceptance, {
    ...trigger,
    issue: parent.issue === null ? trigger.issue : issueOf(parent, parent.issue, event.issue.title),
    plan: { source: 'file', path: `run ${parent.run_id}`, text: plan, sha256: sha256(plan) },
    base: await sweepBase(acceptance, parent),
    sweep_request: {
      parent_run: parent.run_id,
      after: command.after ?? parent.completed.at(-1) ?? parent.sweep_request?.after ?? null,
      max_items: command.maxItems,
      audit: command.audit,
      deferred,
    },
  });
}

/** What the parent was asked for in, with its kind: the command may stand on the parent's own pull request. */
function issueOf({ issue_is_pull: isPull }: RunRecord, number: number, title: string): Trigger['issue'] {
  return { number, title: title.slice(0, 300), ...(isPull === true ? { pull_request: true } : {}) };
}

/** The run whose items are swept: the one that is named, else the newest of the issue that is over. The error is Markdown. */
function findParent({ ledger, event }: Acceptance, named: string | null): Result<RunRecord, string> {
  const { state } = ledger;
  const runs = runsOfIssue(state, event.comment.issue);
  const over = runs.find((runId) => leavesItems(state.runs.get(runId)));
  const wanted = named ?? over ?? runs[0];
  if (wanted === undefined) {
    return fail('This issue has no runs, so nothing was left open. `/pitboss play` starts one.');
  }
  const record = state.runs.get(wanted);
  if (record === undefined && !runs.includes(wanted)) {
    return fail(`There is no run ${foreignCode(wanted)}. \`/pitboss status\` lists the runs of this issue.`);
  }
  if (record === undefined || !isOver(record)) {
    return fail(unfinished(wanted, entryOf(state, wanted).status));
  }
  const later = sweepOf(ledger.state, wanted);
  return later === null
    ? ok(record)
    : fail(
        `What run \`${wanted}\` left open has been taken over by run \`${later}\`. Sweep what that one leaves open, when it is over: \`/pitboss sweep ${later}\`.`,
      );
}

/** A run that makes a plan puts nothing off, and neither does one that grinds. */
function leavesItems(record: RunRecord | undefined): boolean {
  return isOver(record) && record?.kind !== 'plan' && record?.kind !== 'grind';
}

function isOver(record: RunRecord | undefined): boolean {
  return record?.status === 'finished' || record?.status === 'folded';
}

function unfinished(runId: string, status: string): string {
  return `Run \`${runId}\` is ${status}, and goes on changing its own deferred items. \`/pitboss rebuy ${runId} --sweep\` sweeps within a halted run; \`/pitboss fold ${runId}\` ends it.`;
}

/** The newest run that took over the items of this one: two sweeps of one list would know nothing of each other. */
function sweepOf(state: Acceptance['ledger']['state'], runId: string): string | null {
  const asked = state.triggers.filter(({ sweep_request: request }) => request?.parent_run === runId);
  const known = [...state.runs.values()].filter(({ parent_run: parent }) => parent === runId);
  return (
    [...asked, ...known]
      .map(({ run_id }) => run_id)
      .toSorted()
      .at(-1) ?? null
  );
}
