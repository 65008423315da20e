import { z } from 'zod';
import type { GrindPrompt } from './prompt.js';
import type { GrindMaterial, RotationEntry } from './rotation.js';

const counts = z.record(z.string(), z.number().int().nonnegative());

/** Where a rotation stands. Names as in the original; `last_pick` is ours. */
export const schedulerStateSchema = z.looseObject({
  /** Rotations begun so far. */
  rotation: z.number().int().nonnegative(),
  runs_per_prompt: counts,
  /** The rotation in which a prompt was picked last. */
  last_pick: counts.default({}),
  /** The prompts' weights when the run began, where the rotation goes on across runs: see carry-over.ts. */
  weights: counts.optional(),
});
export type SchedulerState = z.output<typeof schedulerStateSchema>;

export const FRESH_SCHEDULER: SchedulerState = { rotation: 0, runs_per_prompt: {}, last_pick: {} };

/** A prompt with its overrides, as the scheduler sees it. */
export interface Candidate {
  readonly prompt: GrindPrompt;
  readonly weight: number;
  readonly every: number;
  readonly maxRuns: number | null;
}

/** The entries of the rotation whose prompts exist, with their overrides. */
export function candidates({ prompts, rotation }: GrindMaterial): readonly Candidate[] {
  const known = new Map(prompts.map((prompt) => [prompt.name, prompt]));
  return rotation.prompts.flatMap((entry) => {
    const prompt = known.get(entry.name);
    return prompt === undefined ? [] : [withOverrides(prompt, entry)];
  });
}

function withOverrides(prompt: GrindPrompt, entry: RotationEntry): Candidate {
  return {
    prompt,
    weight: entry.weight_override ?? prompt.weight,
    every: entry.every_override ?? prompt.every,
    maxRuns: entry.max_runs_override ?? prompt.max_runs ?? null,
  };
}

export interface Pick {
  /** The prompt whose turn it is, or null: none of this rotation. */
  readonly prompt: GrindPrompt | null;
  /** The state after the rotation, in which the run is not recorded yet. */
  readonly state: SchedulerState;
}

/** One rotation, exactly as the original's `next()`: the count goes up, whatever comes of it. `before`: runs that caps do not count. */
export function nextRotation(
  material: GrindMaterial,
  before: SchedulerState,
  uncounted: Readonly<Record<string, number>> = {},
): Pick {
  const state = { ...before, rotation: before.rotation + 1 };
  const eligible = candidates(material).filter(
    (each) => state.rotation % each.every === 0 && !usedUp(each, state, uncounted),
  );
  const prompt = material.rotation.pick === 'overdue' ? mostOverdue(eligible, state) : highestDeficit(eligible, state);
  return { prompt, state };
}

/**
 * The next rotation that has a prompt, as stepping through the empty ones would find it; null when no prompt has a run left. It is never
 * further away than the smallest `every` of those that have.
 */
export function nextPick(
  material: GrindMaterial,
  before: SchedulerState,
  uncounted: Readonly<Record<string, number>> = {},
): { readonly prompt: GrindPrompt; readonly state: SchedulerState } | null {
  const upcoming = candidates(material)
    .filter((each) => !usedUp(each, before, uncounted))
    .map(({ every }) => (Math.floor(before.rotation / every) + 1) * every);
  if (upcoming.length === 0) {
    return null;
  }
  const rotation = upcoming.reduce((first, each) => Math.min(first, each));
  const { prompt, state } = nextRotation(material, { ...before, rotation: rotation - 1 }, uncounted);
  return prompt === null ? null : { prompt, state };
}

/** The state once a session of the prompt is committed to run, whatever becomes of it. */
export function recordRun(state: SchedulerState, name: string): SchedulerState {
  return {
    ...state,
    runs_per_prompt: { ...state.runs_per_prompt, [name]: (state.runs_per_prompt[name] ?? 0) + 1 },
    last_pick: { ...state.last_pick, [name]: state.rotation },
  };
}

function usedUp(
  { prompt, maxRuns }: Candidate,
  state: SchedulerState,
  uncounted: Readonly<Record<string, number>>,
): boolean {
  const runs = (state.runs_per_prompt[prompt.name] ?? 0) - (uncounted[prompt.name] ?? 0);
  return maxRuns !== null && runs >= maxRuns;
}

/** Weighted deficit round-robin over the eligible prompts only. Big integers: the original counts in 128 bits. */
function highestDeficit(eligible: readonly Candidate[], { runs_per_prompt: runs }: SchedulerState): GrindPrompt | null {
  const of = ({ prompt }: Candidate) => BigInt(runs[prompt.name] ?? 0);
  const weights = eligible.reduce((sum, { weight }) => sum + BigInt(weight), 0n);
  const total = eligible.reduce((sum, each) => sum + of(each), 0n);
  return best(eligible, (each) => BigInt(each.weight) * total - of(each) * weights);
}

function mostOverdue(eligible: readonly Candidate[], state: SchedulerState): GrindPrompt | null {
  return best(eligible, ({ prompt, weight }) => {
    const since = state.rotation - (state.last_pick[prompt.name] ?? 0);
    return BigInt(since) * BigInt(weight);
  });
}

/** The highest score wins; among equals the name that comes first. */
function best(eligible: readonly Candidate[], score: (each: Candidate) => bigint): GrindPrompt | null {
  const sorted = eligible.map((each) => ({ prompt: each.prompt, score: score(each) }));
  sorted.sort((a, b) => (a.score === b.score ? (a.prompt.name < b.prompt.name ? -1 : 1) : a.score > b.score ? -1 : 1));
  return sorted[0]?.prompt ?? null;
}
