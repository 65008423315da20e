import type { UnitProgress } from '../progress.js';
import type { RunRecord } from '../record.js';
import { accountOf } from '../units/unit-name.js';
import { addBooked, addRoleUsage, type BookedByDay, roundUsd, totalTokens, totalUsage } from '../usage.js';
import { addByAgent } from './by-agent.js';

/** What a unit has spent and nobody has booked yet. */
export type Spending = Pick<UnitProgress, 'usage' | 'unsettledUsd' | 'bookedByDay' | 'byAgent'>;

/** Where spending is booked: the unit it was for, and the UTC day for what does not name its own. */
export interface Account {
  readonly unit: string;
  readonly day: string;
}

/** A record's usage with this spending in it, by role, by phase and by day: the one place where money is booked. */
export function book(usage: RunRecord['usage'], account: Account, spending: Spending): RunRecord['usage'] {
  const phase = accountOf(account.unit);
  const spent = totalUsage(spending.usage);
  const usd = roundUsd(spent.usd + spending.unsettledUsd);
  return {
    ...usage,
    by_role: addRoleUsage(usage.by_role, spending.usage),
    unsettled_usd: roundUsd(usage.unsettled_usd + spending.unsettledUsd),
    by_phase: { ...usage.by_phase, [phase]: roundUsd((usage.by_phase?.[phase] ?? 0) + usd) },
    by_day: addBooked(
      usage.by_day ?? {},
      byDay({ usd, tokens: totalTokens(spent) }, account.day, spending.bookedByDay),
    ),
    ...(spending.byAgent === undefined ? {} : { by_agent: addByAgent(usage.by_agent ?? {}, spending.byAgent) }),
  };
}

function byDay(total: { usd: number; tokens: number }, day: string, named: BookedByDay = {}): BookedByDay {
  const known = Object.values(named);
  const usd = roundUsd(total.usd - known.reduce((sum, each) => sum + each.usd, 0));
  const tokens = total.tokens - known.reduce((sum, each) => sum + each.tokens, 0);
  const rest = { usd: Math.max(0, usd), tokens: Math.max(0, tokens) };
  return rest.usd > 0 || rest.tokens > 0 ? addBooked(named, { [day]: rest }) : named;
}
