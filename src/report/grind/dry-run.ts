import type { Budgets } from '../../grind/budgets.js';
import type { GrindPrompt } from '../../grind/prompt.js';
import type { GrindMaterial, Hooks, RotationEntry } from '../../grind/rotation.js';
import { nextRotation, recordRun, type SchedulerState } from '../../grind/scheduler.js';
import { dollars } from '../format.js';
import { printable } from '../printable.js';

/** Where a run stands that would be resumed. */
export interface ResumedRun {
  readonly lastSeq: number;
  readonly iterations: number;
  readonly tokens: { readonly input: number; readonly output: number };
  readonly usd: number;
  readonly consecutiveFailures: number;
}

/** Everything that `grind --dry-run` tells; what is in force, not what one layer says. */
export interface GrindForecast {
  readonly path: string;
  /** The agent as it is configured; null for the default. */
  readonly agent: string | null;
  /** The run that would be resumed, as it was asked for: an id, or `latest`; null for a new run. */
  readonly target: string | null;
  readonly resume: ResumedRun | null;
  readonly material: GrindMaterial;
  readonly maxParallel: number;
  readonly failureLimit: number;
  readonly drySpell: number | null;
  readonly budgets: Budgets;
  readonly hooks: Hooks;
  readonly scheduler: SchedulerState;
  /** Runs of earlier grind runs, which caps do not count. */
  readonly uncounted: Readonly<Record<string, number>>;
}

/** Rotations that the preview shows. */
const PREVIEWED = 10;

type Foreseen = Pick<GrindForecast, 'material' | 'scheduler' | 'uncounted'>;

/** The prompts of the rotations to come; null for a rotation in which none is eligible. */
export function grindPreview({ material, scheduler, uncounted }: Foreseen): readonly (string | null)[] {
  const names: (string | null)[] = [];
  let state = scheduler;
  while (names.length < PREVIEWED) {
    const next = nextRotation(material, state, uncounted);
    const name = next.prompt?.name ?? null;
    names.push(name);
    state = name === null ? next.state : recordRun(next.state, name);
  }
  return names;
}

/** The report of `grind --dry-run`, version 1: sections, names and formats of the original, with what is ours only where it is set. */
export function grindDryRun(forecast: GrindForecast): readonly string[] {
  const lines = [
    '=== pitboss grind --dry-run ===',
    'version: 1',
    ...section('Workspace', workspace(forecast)),
    ...(forecast.resume === null ? [] : section('Resume', resumed(forecast.resume, forecast.scheduler))),
    ...section('Prompts', prompts(forecast.material.prompts)),
    ...section('Plan', plan(forecast)),
    ...section('Budgets', budgetLines(forecast.budgets)),
    ...section('Hooks', hookLines(forecast.hooks)),
    ...section('Scheduler preview', preview(forecast)),
  ];
  // Descriptions, hooks and paths are other people's text.
  return lines.map(printable);
}

function section(title: string, body: readonly string[]): readonly string[] {
  return ['', `## ${title}`, '', ...body];
}

function workspace({ path, agent, target }: GrindForecast): readonly string[] {
  const resume = target === null ? [] : [`- resume: ${target === 'latest' ? '(latest)' : target}`];
  return [`- path: ${path}`, `- agent: ${agent ?? '(default)'}`, ...resume];
}

function resumed({ lastSeq, iterations, tokens, usd, consecutiveFailures }: ResumedRun, at: SchedulerState) {
  const { input, output } = tokens;
  return [
    `- last_session_seq: ${lastSeq}`,
    `- scheduler_rotation: ${at.rotation}`,
    `- iterations: ${iterations}`,
    `- tokens: ${input + output} (in ${input} / out ${output})`,
    `- cost: ${dollars(usd)}`,
    `- consecutive_failures: ${consecutiveFailures}`,
  ];
}

function prompts(known: readonly GrindPrompt[]): readonly string[] {
  return known.length === 0 ? ['*(none)*'] : known.map(promptLine);
}

function promptLine(prompt: GrindPrompt): string {
  const { name, source, weight, every, max_runs, verify, parallel_safe, metric } = prompt;
  const facts = [
    `weight=${weight}`,
    `every=${every}`,
    `max_runs=${orUnset(max_runs)}`,
    `verify=${verify}`,
    `parallel_safe=${parallel_safe}`,
    ...(metric === undefined ? [] : [`metric=${metric.goal}`]),
  ];
  return `- ${name} (${source}): ${facts.join(', ')}`;
}

function plan({ material: { rotation }, maxParallel, failureLimit, drySpell }: GrindForecast): readonly string[] {
  return [
    `- name: ${rotation.name}`,
    `- max_parallel: ${maxParallel}`,
    `- consecutive_failure_limit: ${failureLimit}`,
    ...(rotation.pick === 'weighted' ? [] : [`- pick: ${rotation.pick}`]),
    ...(drySpell === null ? [] : [`- dry_spell: ${drySpell}`]),
    `- entries: ${rotation.prompts.length}`,
    ...rotation.prompts.map(entryLine),
  ];
}

function entryLine({ name, weight_override, every_override, max_runs_override }: RotationEntry): string {
  const overrides = [
    `weight_override=${orUnset(weight_override)}`,
    `every_override=${orUnset(every_override)}`,
    `max_runs_override=${orUnset(max_runs_override)}`,
  ];
  return `  - ${name}: ${overrides.join(', ')}`;
}

function budgetLines({ max_iterations, until, max_cost_usd, max_tokens }: Budgets): readonly string[] {
  return [
    `- max_iterations: ${orUnset(max_iterations)}`,
    `- until: ${until === undefined ? UNSET : seconds(until)}`,
    `- max_cost_usd: ${max_cost_usd === undefined ? UNSET : dollars(max_cost_usd)}`,
    `- max_tokens: ${orUnset(max_tokens)}`,
  ];
}

function hookLines(hooks: Hooks): readonly string[] {
  const kinds = ['pre_session', 'post_session', 'on_failure'] as const;
  return kinds.map((kind) => {
    const hook = hooks[kind];
    return `- ${kind}: ${hook === undefined ? UNSET : code(hook)}`;
  });
}

/** The rotations to come, one by one; those without a prompt are shown as gaps, although a run passes over them. */
function preview(forecast: Foreseen): readonly string[] {
  const rows = grindPreview(forecast).map(
    (name, index) => `${String(index + 1).padStart(2)}. ${name ?? '(no eligible prompt)'}`,
  );
  return [`*The next ${PREVIEWED} rotations; each session is counted as run, none is carried out.*`, '', ...rows];
}

const UNSET = '(unset)';

function orUnset(value: number | undefined): string {
  return value === undefined ? UNSET : String(value);
}

/** On one line, in a fence that is longer than any within. */
function code(text: string): string {
  const line = text.trim().replaceAll(/\s*\n\s*/g, ' ⏎ ');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

/** RFC 3339 in whole seconds. */
function seconds(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
