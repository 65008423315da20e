import { openUsd } from '../../../run/budget.js';
import type { UnitProgress } from '../../../run/progress.js';
import type { Order } from '../../../run/record.js';
import { roundUsd, totalTokens, totalUsage } from '../../../run/usage.js';
import type { Reservation } from '../../money/set-aside.js';

/** What a session that works without pushes may spend: no more than its order set aside when it was handed out. */
export interface Purse {
  /** Money for its next dispatch; null once it is used up. */
  setAside(progress: UnitProgress): Promise<Reservation | null>;
}

export interface PurseTerms {
  /** Most US dollars of one dispatch: `limits.dispatch_usd`. */
  readonly perDispatchUsd: number;
  /** Tokens that the run had left when the session was handed out; null where they are not limited. */
  readonly tokens: number | null;
}

export function purseOf(order: Order, { perDispatchUsd, tokens }: PurseTerms): Purse {
  const day = order.reserved_on;
  return {
    async setAside(progress) {
      const used = totalUsage(progress.usage);
      const left = roundUsd(openUsd(order) - used.usd - progress.unsettledUsd);
      if (day === undefined || left <= 0) {
        return null;
      }
      const usd = Math.min(left, perDispatchUsd);
      return { usd, day, tokens: tokens === null ? null : Math.max(0, tokens - totalTokens(used)) };
    },
  };
}
