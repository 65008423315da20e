import { carriedOver } from '../../grind/carry-over.js';
import type { GrindRequest, GrindState } from '../../grind/grind-state.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import type { RotationState } from '../../grind/rotation-state.js';
import { FRESH_SCHEDULER } from '../../grind/scheduler.js';

/** Beginning of the names of the branches of grind runs, as in the original; the run id follows. */
export const GRIND_BRANCH_PREFIX = 'pitboss/grind/';

/** The names of the rotation's prompts, sorted. */
function promptNames({ rotation }: GrindMaterial): readonly string[] {
  return rotation.prompts.map(({ name }) => name).toSorted();
}

/** Where a grind run begins: at the beginning of its rotation, or where earlier runs left it. */
export function startGrind(request: GrindRequest, material: GrindMaterial, known: RotationState | null): GrindState {
  const scheduler = request.carry ? carriedOver(known?.scheduler ?? FRESH_SCHEDULER, material) : FRESH_SCHEDULER;
  return {
    rotation: material.rotation.name,
    prompt_names: [...promptNames(material)],
    scheduler,
    carry: request.carry,
    runs_before: scheduler.runs_per_prompt,
    budgets: request.budgets,
    iterations: 0,
    consecutive_failures: 0,
    unchanged: 0,
    last_seq: 0,
    counts: {},
    recent: [],
    warned: [],
    pausing: false,
  };
}

/** What is in one set of prompts and not in the other; null where they are the same. */
export function promptChanges(
  state: Pick<GrindState, 'prompt_names'>,
  material: GrindMaterial,
): { readonly added: readonly string[]; readonly removed: readonly string[] } | null {
  const now = promptNames(material);
  const added = now.filter((name) => !state.prompt_names.includes(name));
  const removed = state.prompt_names.filter((name) => !now.includes(name));
  return added.length + removed.length === 0 ? null : { added, removed };
}
