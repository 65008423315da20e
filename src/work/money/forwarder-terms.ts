import type { DispatchOutcome } from '../../agents/contract.js';
import type { ForwarderTerms } from '../../agents/forwarder/terms.js';
import type { Config } from '../../config/config.js';
import { costOf, priceOf } from '../../config/prices.js';
import { totalTokens } from '../../run/usage.js';
import type { Money } from '../dispatch-money.js';
import type { WorkPorts } from '../unit.js';

/**
 * What a dispatch's forwarder counts by: our price list, and the tokens that the run has left.
 * @param model of the dispatch; its price counts for a model of the responses that has none of its own
 */
export function forwarderTerms(
  config: Pick<Config, 'budgets'>,
  model: string,
  { tokens = null }: Pick<Money, 'tokens'>,
): ForwarderTerms {
  return {
    costOf(named, used) {
      const price = priceOf(config, named) ?? priceOf(config, model);
      return price === null ? null : costOf(price, used);
    },
    maxTokens: tokens,
  };
}

/** People learn of it where an agent and the wire do not agree on what was used. */
export function tellDifference(
  { tell }: Pick<WorkPorts, 'tell'>,
  { countsDiffer }: Pick<DispatchOutcome, 'countsDiffer'>,
  agent: string,
): void {
  if (countsDiffer !== undefined) {
    const [wire, reported] = [countsDiffer.wire, countsDiffer.reported].map(totalTokens);
    const message = `${agent} reported ${reported} tokens, its model's answers ${wire}; the larger number counts`;
    tell({ kind: 'warning', message });
  }
}
