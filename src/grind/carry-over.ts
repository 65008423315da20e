import type { GrindMaterial } from './rotation.js';
import { candidates, type SchedulerState } from './scheduler.js';

/**
 * Where a run goes on from the state that earlier runs of its rotation left. With the same prompts and weights that is the state itself, so
 * that thirty short runs pick what one long run would. What changed meanwhile owes and is owed nothing: a prompt that joins, or comes
 * back, begins level with those that ran most for their weight, and one whose weight changed keeps its share. Otherwise a new prompt in an
 * old rotation would have the next hundred sessions to itself.
 */
export function carriedOver(known: SchedulerState, material: GrindMaterial): SchedulerState {
  const now = candidates(material);
  const weights = Object.fromEntries(now.map(({ prompt, weight }) => [prompt.name, weight]));
  const before = known.weights;
  if (before === undefined) {
    return { ...known, weights };
  }
  const share = (name: string) => (known.runs_per_prompt[name] ?? 0) / (before[name] ?? 1);
  const level = Math.max(
    0,
    ...Object.keys(weights).flatMap((name) => (before[name] === undefined ? [] : [share(name)])),
  );
  const runs = now.map(({ prompt: { name }, weight }) => {
    const unchanged = before[name] === weight;
    const moved = Math.floor((before[name] === undefined ? level : share(name)) * weight);
    return [name, unchanged ? (known.runs_per_prompt[name] ?? 0) : moved] as const;
  });
  return { ...known, runs_per_prompt: Object.fromEntries(runs), last_pick: lastPicks(known, before, weights), weights };
}

/** When the prompts were picked last; for one that joins its turn counts from now. */
function lastPicks(
  { last_pick: known, rotation }: SchedulerState,
  before: Readonly<Record<string, number>>,
  weights: Readonly<Record<string, number>>,
): SchedulerState['last_pick'] {
  const names = Object.keys(weights);
  return Object.fromEntries(
    names.flatMap((name) => {
      const at = before[name] === undefined ? rotation : known[name];
      return at === undefined ? [] : [[name, at] as const];
    }),
  );
}
