import type { Config } from '../../config/config.js';
import { priceOf } from '../../config/prices.js';
import type { Plan } from '../../documents/plan.js';
import { auditorPrompt } from '../../prompts/auditor.js';
import { fixerPrompt } from '../../prompts/fixer.js';
import { implementerPrompt } from '../../prompts/implementer.js';
import type { PromptOverrides } from '../../prompts/overrides/read-overrides.js';
import { spentUsd } from '../../run/budget.js';
import type { Order, RunRecord, Stage } from '../../run/record.js';
import { roundUsd } from '../../run/usage.js';

/** A common rule of thumb for English text and code; every model counts in its own way. */
export const CHARACTERS_PER_TOKEN = 4;

export type ForecastRole = 'implementer' | 'fixer' | 'auditor';

export interface PromptSize {
  readonly characters: number;
  /** Estimated. */
  readonly tokens: number;
}

export interface PhaseForecast {
  readonly id: string;
  readonly title: string;
  /** Where the phase is taken up: `setup` for one that has not begun. */
  readonly stage: Stage;
  readonly implementer: PromptSize | null;
  /** Without the output of the failing tests, which nobody knows yet. */
  readonly fixer: PromptSize | null;
  /** Without the diff. */
  readonly auditor: PromptSize | null;
  /** Starts of an agent: at least so many, and at most. */
  readonly dispatches: { readonly least: number; readonly most: number };
  readonly usd: CostRange;
}

/** Dollars. */
export interface CostRange {
  /** The prompts alone, read once, at the input price; null where no price is known. */
  readonly least: number | null;
  /** Every start of an agent at its cap, within what is left of the budget. */
  readonly most: number;
}

export interface Forecast {
  readonly phases: readonly PhaseForecast[];
  /** Sweeps of deferred work: at most so many, and dollars; whether there will be any depends on what agents put off. */
  readonly sweeps: { readonly most: number; readonly usd: number };
  readonly cost: CostRange;
}

export interface ForecastInput {
  readonly plan: Plan;
  readonly config: Config;
  readonly deferred: string;
  /** The run that would go on; null for a new one. */
  readonly record: RunRecord | null;
  /** Model of a role as the agent in use would be given it. */
  readonly modelOf: (role: ForecastRole) => string | null;
  /** The word on sweeps that goes with the command, or that the run was given before. */
  readonly sweep?: 'force' | 'skip' | undefined;
  /** Prompts of the repository's own. */
  readonly prompts: PromptOverrides;
}

/** What a run would do from where its plan stands, phase by phase, and what that may cost. */
export function forecast(input: ForecastInput): Forecast {
  const { plan, record } = input;
  const first = plan.phases.findIndex(({ id }) => id === plan.currentPhase);
  const over = record?.post_final_phase === true || record?.kind === 'sweep';
  const left = over ? [] : plan.phases.slice(first);
  const phases = left.map((phase) => phaseForecast(input, phase));
  const floors = phases.map(({ usd }) => usd.least);
  const least = floors.reduce<number | null>((sum, each) => (sum === null || each === null ? null : sum + each), 0);
  const sweeps = sweepForecast(input, left.length);
  const most = phases.reduce((sum, { usd }) => sum + usd.most, sweeps.usd);
  return {
    phases,
    sweeps,
    cost: { least: least === null ? null : roundUsd(least), most: roundUsd(Math.min(most, budgetLeft(input))) },
  };
}

function phaseForecast(input: ForecastInput, phase: Plan['phases'][number]): PhaseForecast {
  const { config, record } = input;
  const order = Object.values(record?.orders ?? {}).find(({ unit }) => unit === `phase/${phase.id}`) ?? null;
  const stage = order?.stage ?? 'setup';
  const starts = startsLeft(input, order);
  const sizes = promptSizes(input, phase, order?.test_summary ?? '');
  const [implementer, fixer, auditor] = [
    starts.implementer === 0 ? null : sizes.implementer,
    starts.fixer === 0 ? null : sizes.fixer,
    starts.auditor === 0 ? null : sizes.auditor,
  ];
  const first =
    implementer !== null
      ? ({ role: 'implementer', size: implementer } as const)
      : stage === 'fix' && fixer !== null
        ? ({ role: 'fixer', size: fixer } as const)
        : null;
  const most = starts.implementer + starts.fixer + starts.auditor;
  return {
    id: phase.id,
    title: phase.title,
    stage,
    implementer,
    fixer,
    auditor,
    // An auditor is not started for a phase that changed nothing.
    dispatches: { least: first === null ? 0 : 1, most },
    usd: {
      least: first === null ? 0 : floor(input, first.role, first.size),
      most: roundUsd(most * config.limits.dispatch_usd),
    },
  };
}

/** Between phases as often as may be in a row, after the last one as often as is allowed; each with every agent that it may start. */
function sweepForecast({ config, record, sweep: word }: ForecastInput, phases: number): Forecast['sweeps'] {
  const { sweep, retries, limits } = config;
  const between = Math.max(0, phases - 1) * sweep.max_consecutive;
  const final = sweep.final_sweep_enabled ? sweep.final_sweep_max_iterations : 0;
  const byItself = sweep.enabled && word !== 'skip' ? between + final : 0;
  // A forced one comes although runs sweep by themselves seldom, or never.
  const most = record?.kind === 'sweep' ? 1 : Math.max(byItself, word === 'force' && phases > 0 ? 1 : 0);
  const starts = 2 + mostFixes(retries.fixer_max_attempts) + (sweep.audit_enabled ? 1 : 0);
  return { most, usd: roundUsd(most * starts * limits.dispatch_usd) };
}

/** A fixer that ends its turn too early is asked once more in a unit. */
function mostFixes(attempts: number): number {
  return attempts === 0 ? 0 : attempts + 1;
}

/** How often each role may still be started for a phase. */
function startsLeft({ config, record }: ForecastInput, order: Order | null): Readonly<Record<ForecastRole, number>> {
  const stage = order?.stage ?? 'setup';
  const audits = config.audit.enabled && order?.audit?.done !== true ? 1 : 0;
  if (stage === 'audit' || stage === 'retest') {
    return { implementer: 0, fixer: 0, auditor: stage === 'audit' ? audits : 0 };
  }
  // After a person's word the fixer has all its attempts again.
  const fixed = record?.status === 'halted' ? 0 : (order?.fix ?? 0);
  return {
    // One that changed nothing, or ended too early, is asked once more.
    implementer: stage === 'setup' || stage === 'implement' ? 2 : 0,
    fixer: Math.max(0, mostFixes(config.retries.fixer_max_attempts) - fixed),
    auditor: audits,
  };
}

function promptSizes(
  { config, deferred, record, prompts }: ForecastInput,
  phase: Plan['phases'][number],
  testSummary: string,
): Readonly<Record<ForecastRole, PromptSize>> {
  const { retries, audit, protect } = config;
  const weakenedMode = protect.weakened_tests;
  const attempt = (record?.attempts[phase.id] ?? 0) + 1;
  return {
    implementer: sizeOf(
      implementerPrompt({
        phase,
        deferred,
        attempt,
        fixerAttempts: retries.fixer_max_attempts,
        weakenedMode,
        shortfall: null,
        override: prompts.implementer,
      }),
    ),
    fixer: sizeOf(fixerPrompt({ phase, deferred, testSummary, weakenedMode, attempt: 1, override: prompts.fixer })),
    auditor: sizeOf(
      auditorPrompt({
        phase,
        deferred,
        diff: '',
        weakened: [],
        lineLimit: audit.small_fix_line_limit,
        attempt: 1,
        override: prompts.auditor,
      }),
    ),
  };
}

function floor({ config, modelOf }: ForecastInput, role: ForecastRole, size: PromptSize): number | null {
  const price = priceOf(config, modelOf(role) ?? '');
  return price === null ? null : roundUsd((size.tokens * price.input_per_million_usd) / 1e6);
}

function budgetLeft({ config, record }: ForecastInput): number {
  // The caps of the configuration are laid over the record's when a run is claimed.
  const cap = config.budgets.max_total_usd ?? Number.POSITIVE_INFINITY;
  return Math.max(0, cap - (record === null ? 0 : spentUsd(record)));
}

function sizeOf(prompt: string): PromptSize {
  return { characters: prompt.length, tokens: Math.ceil(prompt.length / CHARACTERS_PER_TOKEN) };
}
