import type { UsedUp } from '../../run/money/allowance.js';
import type { UnitProgress } from '../../run/progress.js';
import { roundUsd, totalUsage } from '../../run/usage.js';
import type { WorkPorts } from '../unit.js';
import type { SessionUnit } from './session-unit.js';

type Spending = Pick<UnitProgress, 'usage' | 'unsettledUsd'>;

/**
 * Dollars that the session has cost, earlier shifts and a first try that could not be merged included; what was set aside for a dispatch
 * whose end nobody saw counts.
 */
function costOfSession({ order }: SessionUnit, { usage, unsettledUsd }: Spending): number {
  const before = Math.max(order.settled_usd, totalUsage(order.used ?? {}).usd);
  return roundUsd(before + totalUsage(usage).usd + unsettledUsd);
}

/** Says that a session cost more than its prompt allows, with both amounts; null where it did not. */
export function overCap(unit: SessionUnit, spending: Spending): string | null {
  const { max_usd: cap } = unit.order.session;
  const cost = costOfSession(unit, spending);
  return cap !== null && cost > cap ? `max_session_cost_usd exceeded: ${dollars(cost)} > ${dollars(cap)}` : null;
}

/** What of its own cap a session has used; null where it has none. */
export function ofCap(unit: SessionUnit, spending: Spending): string | null {
  const { max_usd: cap } = unit.order.session;
  return cap === null ? null : `${dollars(costOfSession(unit, spending))} of max_session_cost_usd ${dollars(cap)}`;
}

/** Ports under which no dispatch is given more than what the session's own cap leaves. */
export function capped(unit: SessionUnit, ports: WorkPorts): WorkPorts {
  const { max_usd: cap } = unit.order.session;
  if (cap === null) {
    return ports;
  }
  const left = (progress: Spending): number => roundUsd(cap - costOfSession(unit, progress));
  const reached = (progress: Spending): UsedUp => {
    const text = `max_session_cost_usd reached: ${dollars(costOfSession(unit, progress))} >= ${dollars(cap)}`;
    return { cap: 'dispatch', text, key: 'max_session_cost_usd' };
  };
  return {
    ...ports,
    barred: (progress) => ports.barred(progress) ?? (left(progress) <= 0 ? reached(progress) : null),
    async setAside(progress) {
      const money = await ports.setAside(progress);
      return money === null ? null : { ...money, usd: Math.min(money.usd, left(progress)) };
    },
  };
}

function dollars(usd: number): string {
  return `$${usd.toFixed(4)}`;
}
