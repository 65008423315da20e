import { stableJson } from '../../base/stable-json.js';
import type { Config } from '../../config/config.js';
import { dollars, plural, tokens } from '../../report/format.js';
import type { TestCommand } from '../../work/tests/test-command.js';
import type { AgentLine } from '../agent-lines.js';
import type { Terminal } from '../terminal.js';
import { CHARACTERS_PER_TOKEN, type Forecast, type PhaseForecast, type PromptSize } from './forecast.js';

/** All that a dry run tells. */
export interface DryRun {
  /** Null for a new run, which gets its id when it begins. */
  readonly runId: string | null;
  readonly planPath: string;
  readonly phasesInPlan: number;
  readonly base: string;
  readonly branch: string;
  readonly config: Config;
  readonly tests: TestCommand | null;
  readonly agents: readonly AgentLine[];
  readonly forecast: Forecast;
  readonly spent: { readonly usd: number; readonly tokens: number };
  /** What would stop the run before or while it works. */
  readonly warnings: readonly string[];
}

export function tellJson(terminal: Terminal, dry: DryRun): void {
  const { config, forecast, tests } = dry;
  terminal.out(
    stableJson({
      schema: 1,
      command: 'dry-run',
      run_id: dry.runId,
      plan: { path: dry.planPath, phases: dry.phasesInPlan },
      base: dry.base,
      branch: dry.branch,
      tests: tests === null ? null : { label: tests.label ?? tests.argv.join(' '), argv: tests.argv },
      agents: dry.agents.map(({ role, agent, model, line }) => ({ role, agent, model, command: line })),
      budget: {
        max_total_usd: config.budgets.max_total_usd ?? null,
        max_total_tokens: config.budgets.max_total_tokens ?? null,
        dispatch_usd: config.limits.dispatch_usd,
        spent_usd: dry.spent.usd,
        spent_tokens: dry.spent.tokens,
      },
      phases: forecast.phases,
      sweeps: forecast.sweeps,
      cost: forecast.cost,
      tokens_per_character: 1 / CHARACTERS_PER_TOKEN,
      warnings: dry.warnings,
    }).trimEnd(),
  );
}

export function tellWords(terminal: Terminal, dry: DryRun): void {
  const { config, forecast, tests } = dry;
  const { out } = terminal;
  out(
    dry.runId === null ? 'dry run of a new run: nothing is written' : `dry run of run ${dry.runId}: nothing is written`,
  );
  out(`plan: ${dry.planPath}, ${forecast.phases.length} of ${plural(dry.phasesInPlan, 'phase')} to do`);
  out(`branch: ${dry.branch} from ${dry.base.slice(0, 12)}`);
  out(`tests: ${tests === null ? 'no command found; every phase would count as passed' : tests.argv.join(' ')}`);
  for (const { role, agent, model, line } of dry.agents) {
    out(`${role}: ${agent}, ${model}`);
    out(`  ${line}`);
  }
  const cap = config.budgets.max_total_usd;
  const tokenCap = config.budgets.max_total_tokens;
  out(
    `budget: ${cap === undefined ? 'no limit for the run' : `${dollars(cap)} for the run, ${dollars(dry.spent.usd)} spent`}, ${dollars(config.limits.dispatch_usd)} for each start of an agent${tokenCap === undefined ? '' : `, ${tokenCap} tokens`}`,
  );
  for (const phase of forecast.phases) {
    tellPhase(terminal, phase, config);
  }
  const { sweeps } = forecast;
  if (sweeps.most > 0) {
    out(`sweeps of deferred work: none to ${sweeps.most}, up to ${dollars(sweeps.usd)}`);
  }
  const { least, most } = forecast.cost;
  out(
    `cost: ${least === null ? 'the least is unknown (a model has no listed price)' : `at least ${dollars(least)}`}, at most ${dollars(most)}`,
  );
  out('  at least: each first prompt read once, at the input price; a real agent reads and writes many times that');
  out('  at most: every start of an agent at its cap, within the budget; starts that are made again because');
  out('  a provider was busy come on top');
  out(`  tokens: estimated as one for ${CHARACTERS_PER_TOKEN} characters`);
  for (const warning of dry.warnings) {
    terminal.err(`[pitboss] warning: ${warning}`);
  }
}

function tellPhase({ out }: Terminal, phase: PhaseForecast, config: Config): void {
  const { least, most } = phase.dispatches;
  const resumed = phase.stage === 'setup' ? '' : `, taken up at ${phase.stage}`;
  out(`phase ${phase.id}: ${phase.title}${resumed}`);
  const setup = config.tests.setup === undefined ? '' : 'set-up, ';
  const work = phase.implementer === null ? '' : `implementer (prompt ${size(phase.implementer)}), `;
  const audit = phase.auditor === null ? '' : `, auditor (prompt from ${size(phase.auditor)}) and tests`;
  const fixes = phase.fixer === null ? '' : `, fixer if they fail (prompt from ${size(phase.fixer)})`;
  out(`  ${setup}${work}tests${fixes}${audit}, then one commit \`[pitboss] phase ${phase.id}: ${phase.title}\``);
  out(
    `  ${least} to ${plural(most, 'start')} of an agent, ${phase.usd.least === null ? 'up' : dollars(phase.usd.least)} to ${dollars(phase.usd.most)}`,
  );
}

function size({ characters, tokens: count }: PromptSize): string {
  return `${characters} characters, about ${tokens(count)} tokens`;
}
