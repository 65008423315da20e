import { wipRef } from '../../ledger/paths.js';
import { plural } from '../../report/format.js';
import { type Check, good } from './check.js';
import type { StuckFacts } from './stuck-runs.js';

/** Grind runs that are over, with the trees that their sessions left: nothing is wrong with them, and nothing takes them away. */
export function sessionTrees({ state, refs }: Pick<StuckFacts, 'state' | 'refs'>): readonly Check[] {
  return [...state.runs.values()]
    .filter(({ kind, status }) => kind === 'grind' && (status === 'finished' || status === 'folded'))
    .flatMap(({ run_id: id }) => {
      const below = wipRef(id, '');
      const count = [...refs.keys()].filter((ref) => ref.startsWith(below)).length;
      const how = `\`git for-each-ref ${below}\` lists them, \`git update-ref -d REF\` removes one`;
      return count === 0
        ? []
        : [good('session_trees', `run ${id} keeps ${plural(count, 'tree')} of sessions that did not land; ${how}`)];
    });
}
