import { PitbossError } from '../../base/pitboss-error.js';
import { systemClock } from '../../base/system-clock.js';
import { isGrind } from '../../commands/grind/grind-runs.js';
import { parsePlan } from '../../documents/plan.js';
import { runPath } from '../../ledger/paths.js';
import { spentTokens, spentUsd } from '../../run/budget.js';
import { usedUp } from '../../run/money/allowance.js';
import { limitsOf } from '../../run/money/limits.js';
import { othersSpending } from '../../run/money/spend.js';
import type { RunRecord } from '../../run/record.js';
import { startsRun } from '../../run/trigger.js';
import { dayOf } from '../../run/usage.js';
import type { RebuyOptions } from '../command-tree.js';
import { dryRebuyGrind } from '../grind/dry-grind.js';
import { refuseBudgets } from '../grind/refusals.js';
import { type CommandContext, runToRebuy } from '../run-commands.js';
import { grounds, modelOf, tell } from './dry-run.js';
import { forecast } from './forecast.js';

/** `pitboss rebuy --dry-run`: what `rebuy` would do now. Reads only; returns the exit code. */
export async function dryRebuy(
  context: CommandContext,
  runId: string | undefined,
  options: RebuyOptions,
): Promise<number> {
  const { laptop } = context;
  const state = await laptop.inbox.read();
  const { record, ...entry } = runToRebuy(state, runId);
  if (isGrind({ ...entry, record }, state)) {
    return dryRebuyGrind(context, { state, runId: entry.runId }, options);
  }
  refuseBudgets(entry.runId, options);
  const base = await grounds(context);
  const trigger = state.triggers.find((item) => item.run_id === entry.runId && startsRun(item));
  const read = async (name: string) =>
    state.tip === null ? null : laptop.ledger.readFile(state.tip, runPath(entry.runId, name));
  const plan = parsePlan((await read('plan.md')) ?? trigger?.plan?.text ?? '');
  if (!plan.ok) {
    throw new PitbossError({ ...plan.error, code: 'plan_invalid' }, { exitCode: 4 });
  }
  const { agents, tests, config } = base;
  const held =
    entry.lease === null
      ? []
      : [`the run is held by ${entry.lease.workflow_run_id}; \`pitboss doctor\` says whether it is still there`];
  // A run goes on with the caps that the configuration has when it is bought back.
  const next = `phase/${plan.value.currentPhase}`;
  const exhausted = record === null ? null : usedUpNow({ ...record, limits: limitsOf(config) }, next, state);
  const dry = {
    runId: entry.runId,
    planPath: trigger?.plan?.path ?? 'the plan of the run',
    phasesInPlan: plan.value.phases.length,
    base: record?.head_sha ?? trigger?.base?.sha ?? laptop.user.head,
    branch: record?.branch ?? `${config.git.branch_prefix}${entry.runId}`,
    config,
    tests,
    agents,
    forecast: forecast({
      plan: plan.value,
      config,
      deferred: (await read('deferred.md')) ?? '',
      record,
      modelOf: modelOf(agents),
      sweep: options.sweep ?? wordBefore(record),
      prompts: base.prompts,
    }),
    spent: { usd: record === null ? 0 : spentUsd(record), tokens: record === null ? 0 : spentTokens(record) },
    warnings: [...base.warnings, ...held, ...(exhausted === null ? [] : [exhausted])],
  };
  return tell(context, dry, options.json);
}

function wordBefore(record: RunRecord | null): 'force' | 'skip' | undefined {
  const word = record?.sweep_override ?? 'none';
  return word === 'none' ? undefined : word;
}

/** Which cap would forbid the next dispatch now, in words. */
function usedUpNow(record: RunRecord, next: string, state: Parameters<typeof othersSpending>[0]): string | null {
  const day = dayOf(new Date(systemClock.now()).toISOString());
  const unit = Object.values(record.orders)[0]?.unit ?? next;
  const purpose = { unit, day, issue: record.issue, others: othersSpending(state, record, day) };
  const used = usedUp(record, purpose);
  const fate = used?.cap === 'day' ? 'wait for the next day' : 'halt at once';
  return used === null ? null : `it would ${fate}: ${used.text}`;
}
