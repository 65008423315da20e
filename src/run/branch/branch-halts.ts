import type { Halt } from '../record.js';

/** Where a branch stands, for people. */
export interface Tips {
  readonly recorded: string;
  /** Null: the branch is gone. */
  readonly found: string | null;
  /** The tip that a person wanted to go on from, where it has moved again since. */
  readonly seen?: string;
}

/** Why a run halts over what others did to its branch. */
export const branchHalts = {
  branchMoved: (branch: string, tips?: Tips): Halt => ({
    code: 'branch_moved',
    what: `Somebody else moved the branch \`${branch}\`.`,
    why: `Pitboss never overwrites commits that it did not make. The work of this unit is kept beside the branch.${whereTo(tips)}`,
    fix: 'To go on from what stands there now, look at it, then rebuy with `--adopt`. Otherwise move the branch back to the recorded commit and rebuy, or start a new run from the new state.',
  }),
  adoptionRefused: (branch: string, tips: Tips): Halt => ({
    code: 'adoption_refused',
    what: `The run cannot go on from what stands on \`${branch}\`.`,
    why: `Its tip \`${tips.found}\` is not seen to descend from \`${tips.recorded}\`, the commit on record. Going on would lose what had landed.`,
    fix: `Move the branch back to \`${tips.recorded}\`, put the wanted commits on top of it and rebuy with \`--adopt\`; or start a new run from the new state.`,
  }),
  baseMoved: (ref: string, tips: { readonly known: string; readonly tip: string }): Halt => ({
    code: 'base_moved',
    what: `The branch \`${ref}\` moved since the run started from it.`,
    why: `Its tip is \`${tips.tip}\` now; the run knew \`${tips.known}\`. \`git.on_base_moved\` is \`stop\`. No unit was under way.`,
    fix: 'Rebuy the run to go on as it is and accept the new tip; set git.on_base_moved to merge first to have it merged into the run branch; or start a new run from there.',
  }),
  baseRewritten: (ref: string, tips: { readonly known: string; readonly tip: string }): Halt => ({
    code: 'base_rewritten',
    what: `The branch \`${ref}\` cannot be merged into the run branch: it was rewritten.`,
    why: `Its tip \`${tips.tip}\` is not seen to descend from \`${tips.known}\`, which the run branch holds.`,
    fix: 'Rebuy the run to go on without this tip, or start a new run from there.',
  }),
  baseNotRebased: (ref: string, foreign: string): Halt => ({
    code: 'base_not_rebased',
    what: `The run branch was not put on the new tip of \`${ref}\`.`,
    why: `It holds \`${foreign}\`, which is no commit of a unit of this run; rewriting the branch could lose what others made. The run branch is as it was, and no unit was under way.`,
    fix: 'Set git.on_base_moved to merge or ignore on the default branch and rebuy the run.',
  }),
  baseConflict: (ref: string, tip: string, paths: readonly string[]): Halt => ({
    code: 'base_conflict',
    what: `The branch \`${ref}\` and the run do not fit together.`,
    why:
      paths.length === 0
        ? 'This git cannot merge without a working tree; 2.38 and newer can.'
        : `Its tip \`${tip}\` and the run conflict in ${listed(paths)}. The run branch is as it was, and no unit was under way.`,
    fix: 'Merge it on the run branch by hand and rebuy with `--adopt`; or set git.on_base_moved: ignore on the default branch and rebuy.',
  }),
};

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 10).map((path) => `\`${path}\``);
  return paths.length > shown.length ? `${shown.join(', ')} and ${paths.length - shown.length} more` : shown.join(', ');
}

/** A halt over a tree of ours, said of commits that people made. */
export function adoptionUnsafe(branch: string, problem: Halt): Halt {
  return {
    ...problem,
    what: `The commits on \`${branch}\` hold what Pitboss does not take over.`,
    fix: `Mend it with a further commit on \`${branch}\`, then rebuy with \`--adopt\` again.`,
  };
}

function whereTo(tips: Tips | undefined): string {
  if (tips === undefined) {
    return '';
  }
  const found = tips.found === null ? 'It is gone' : `Its tip is \`${tips.found}\``;
  const seen = tips.seen === undefined ? '' : `; when \`--adopt\` was asked for, it was \`${tips.seen}\``;
  return ` ${found}, and \`${tips.recorded}\` on record${seen}.`;
}
