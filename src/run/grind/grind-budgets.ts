import type { Config } from '../../config/config.js';
import { type Budgets, type Consumed, layered } from '../../grind/budgets.js';
import type { GrindMaterial, Rotation } from '../../grind/rotation.js';
import { spentTokens, spentUsd } from '../budget.js';
import type { RunRecord } from '../record.js';

/** The budgets in force: the configuration's, the rotation's, the command's, the later winning; never more than `grind.maximum`. */
export function budgetsInForce(
  config: Pick<Config, 'grind'>,
  rotation: Pick<Rotation, 'budgets'>,
  asked: Budgets | undefined,
): Budgets {
  const wanted = layered(config.grind.budgets, rotation.budgets, asked);
  const most = config.grind.maximum;
  const least = (a: number | undefined, b: number | undefined) =>
    a === undefined ? b : b === undefined ? a : Math.min(a, b);
  const earlier = [wanted.until, most.until]
    .filter((at) => at !== undefined)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
  return layered({
    max_iterations: least(wanted.max_iterations, most.max_iterations),
    max_tokens: least(wanted.max_tokens, most.max_tokens),
    max_cost_usd: least(wanted.max_cost_usd, most.max_cost_usd),
    until: earlier,
  });
}

/** What a run has used of its budgets. */
export function consumed(record: Pick<RunRecord, 'usage' | 'grind'>): Consumed {
  return { iterations: record.grind?.iterations ?? 0, tokens: spentTokens(record), usd: spentUsd(record) };
}

/** A record with the budgets that are in force now: in its caps, and for people to see. `limits` are those of the configuration. */
export function withBudgets(
  record: RunRecord,
  config: Config,
  { rotation }: Pick<GrindMaterial, 'rotation'>,
): RunRecord {
  const { grind } = record;
  const budgets = budgetsInForce(config, rotation, grind?.budgets);
  const limits = withGrindCaps(record.limits, budgets);
  return grind === undefined ? { ...record, limits } : { ...record, limits, grind: { ...grind, in_force: budgets } };
}

/** Caps of a record with those of its grind budgets in them: whichever is less counts, and is named when it is used up. */
export function withGrindCaps(limits: RunRecord['limits'], budgets: Budgets): RunRecord['limits'] {
  const usd = narrower(limits.max_total_usd, budgets.max_cost_usd);
  const tokens = narrower(limits.max_total_tokens, budgets.max_tokens);
  return {
    ...limits,
    max_total_usd: usd.cap,
    usd_key: usd.own ? 'grind.budgets.max_cost_usd' : undefined,
    max_total_tokens: tokens.cap,
    tokens_key: tokens.own ? 'grind.budgets.max_tokens' : undefined,
  };
}

function narrower(
  cap: number | null,
  budget: number | undefined,
): { readonly cap: number | null; readonly own: boolean } {
  const own = budget !== undefined && (cap === null || budget <= cap);
  return { cap: own ? budget : cap, own };
}
