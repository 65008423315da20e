import { liveRuns } from '../../run/queue.js';
import type { PlayOptions } from '../command-tree.js';
import { readPlan, unfinishedRun } from '../play.js';
import type { CommandContext } from '../run-commands.js';
import { dryRebuy } from './dry-rebuy.js';
import { grounds, modelOf, tell } from './dry-run.js';
import { forecast } from './forecast.js';

/** `pitboss play --dry-run`: what `play` would do now. Reads only; returns the exit code. */
export async function dryPlay(context: CommandContext, options: PlayOptions): Promise<number> {
  const { laptop, terminal } = context;
  const base = await grounds(context);
  const file = await readPlan(laptop, options.plan, context.cwd);
  const state = await laptop.inbox.read();
  const open = unfinishedRun(state, file.text);
  if (open !== null) {
    terminal.err(`[pitboss] run ${open.runId} of this plan is unfinished; \`play\` would go on with it`);
    return dryRebuy(context, open.runId, options);
  }
  const { plan } = file;
  const { config, agents, tests } = base;
  const before = liveRuns(state).filter(({ status }) => status !== 'halted').length;
  const waits =
    before >= config.queue.concurrent_runs
      ? [
          `${before === 1 ? 'another run stands' : `${before} other runs stand`} before this one; \`pitboss doctor\` names them`,
        ]
      : [];
  const dry = {
    runId: null,
    planPath: file.path,
    phasesInPlan: plan.phases.length,
    base: laptop.user.head,
    branch: `${config.git.branch_prefix}<run-id>`,
    config,
    tests,
    agents,
    forecast: forecast({
      plan,
      config,
      deferred: '',
      record: null,
      modelOf: modelOf(agents),
      sweep: options.sweep,
      prompts: base.prompts,
    }),
    spent: { usd: 0, tokens: 0 },
    warnings: [...base.warnings, ...waits],
  };
  return tell(context, dry, options.json);
}
