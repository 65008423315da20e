import type { Config } from '../../config/config.js';
import type { Budgets } from '../../grind/budgets.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import { candidates } from '../../grind/scheduler.js';
import { budgetsInForce } from './grind-budgets.js';

/**
 * The prompt for whose sake a run would never end by itself, or null: no budget is in force, no cap of the run either, and its runs are not
 * limited. The cap of a day only makes a run wait, and a dry spell may never come.
 */
export function endlessPrompt(
  config: {
    readonly grind: Config['grind'];
    readonly budgets: Pick<Config['budgets'], 'max_total_usd' | 'max_total_tokens'>;
  },
  material: GrindMaterial,
  asked: Budgets,
): string | null {
  const budgets = budgetsInForce(config, material.rotation, asked);
  const { max_total_usd: usd, max_total_tokens: tokens } = config.budgets;
  const bounded = Object.keys(budgets).length > 0 || usd !== undefined || tokens !== undefined;
  return bounded ? null : (candidates(material).find(({ maxRuns }) => maxRuns === null)?.prompt.name ?? null);
}
