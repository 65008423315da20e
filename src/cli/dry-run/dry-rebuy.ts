import { PitbossError } from '../../base/pitboss-error.js';
import { parsePlan } from '../../documents/plan.js';
import { runPath } from '../../ledger/paths.js';
import { exhaustedBudget, spentTokens, spentUsd } from '../../run/budget.js';
import { startsRun } from '../../run/trigger.js';
import type { RebuyOptions } from '../command-tree.js';
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
  const base = await grounds(context);
  const state = await laptop.inbox.read();
  const { record, ...entry } = runToRebuy(state, runId);
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
  const { max_total_usd: usd = null, max_total_tokens: tokens = null } = config.budgets;
  const limits = { max_total_usd: usd, max_total_tokens: tokens };
  const exhausted = record === null ? null : exhaustedBudget({ ...record, limits });
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
      prompts: base.prompts,
    }),
    spent: { usd: record === null ? 0 : spentUsd(record), tokens: record === null ? 0 : spentTokens(record) },
    warnings: [...base.warnings, ...held, ...(exhausted === null ? [] : [`it would halt at once: ${exhausted}`])],
  };
  return tell(context, dry, options.json);
}
