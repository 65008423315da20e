import { type Config, DEFAULT_CONFIG } from '../../config/config.js';
import { type Budgets, layered } from '../../grind/budgets.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import type { RotationState } from '../../grind/rotation-state.js';
import { type GrindForecast, grindPreview } from '../../report/grind/dry-run.js';
import { spentUsd } from '../../run/budget.js';
import { budgetsInForce } from '../../run/grind/grind-budgets.js';
import { startGrind } from '../../run/grind/start-grind.js';
import type { RunRecord } from '../../run/record.js';
import { budgetsOf } from './budget-flags.js';
import type { GrindOptions } from './grind-command.js';

/** The run that would be resumed, and the folder of prompts that it was started with. */
export interface ResumedTarget {
  readonly target: string;
  readonly runId: string;
  readonly record: RunRecord | null;
  readonly rotation: string | null;
  readonly budgets: Budgets;
  readonly promptsDir: string | null;
}

export interface Ground {
  readonly root: string;
  readonly config: Config;
  readonly material: GrindMaterial;
  readonly run: ResumedTarget | null;
  /** Where earlier runs left the rotation. */
  readonly known: RotationState | null;
  readonly options: GrindOptions;
}

/** What a run would do on this ground; with one that is resumed, from where it stands. */
export function grindForecast({ root, config, material, run, known, options }: Ground): GrindForecast {
  const { grind } = config;
  const state = run?.record?.grind;
  const request = { rotation: null, budgets: {}, carry: options.continue === true };
  const carried = startGrind(request, material, known);
  const asked = layered(run?.budgets, budgetsOf(options));
  return {
    path: root,
    agent: config.agent.backend === DEFAULT_CONFIG.agent.backend ? null : config.agent.backend,
    target: run?.target ?? null,
    resume: run?.record?.grind === undefined ? null : resumedRun(run.record),
    material,
    maxParallel: material.rotation.max_parallel ?? grind.max_parallel,
    failureLimit: grind.consecutive_failure_limit,
    drySpell: material.rotation.dry_spell ?? grind.dry_spell ?? null,
    budgets: budgetsInForce(config, material.rotation, asked),
    hooks: hooksInForce(config, material),
    scheduler: state?.scheduler ?? carried.scheduler,
    uncounted: state?.runs_before ?? carried.runs_before,
  };
}

function hooksInForce({ grind }: Config, { rotation }: GrindMaterial) {
  const set = Object.entries(rotation.hooks).filter(([, line]) => line !== undefined);
  return { ...grind.hooks, ...Object.fromEntries(set) };
}

function resumedRun(record: RunRecord): GrindForecast['resume'] {
  const { grind, token_usage: tokens } = record;
  return {
    lastSeq: grind?.last_seq ?? 0,
    iterations: grind?.iterations ?? 0,
    tokens: { input: tokens.input, output: tokens.output },
    usd: spentUsd(record),
    consecutiveFailures: grind?.consecutive_failures ?? 0,
  };
}

/** The report for programs. */
export function forecastDocument(forecast: GrindForecast) {
  const { path, agent, target, resume, material, budgets, hooks, scheduler } = forecast;
  return {
    path,
    agent,
    resume: target === null ? null : { target, ...resume },
    rotation: material.rotation,
    prompts: material.prompts.map(({ body: _, ...prompt }) => prompt),
    max_parallel: forecast.maxParallel,
    consecutive_failure_limit: forecast.failureLimit,
    dry_spell: forecast.drySpell,
    budgets,
    hooks,
    scheduler,
    preview: grindPreview(forecast),
  };
}
