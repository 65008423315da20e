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
};

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
