import type { Config } from '../../config/config.js';
import { DEFAULT_SESSION_SECONDS, type GrindPrompt } from '../../grind/prompt.js';
import { orderNonce } from '../ids.js';
import type { Order, RunRecord } from '../record.js';
import { freshOrder } from '../units/fresh-order.js';
import { unitName } from '../units/unit-name.js';
import { addRoleUsage, type RoleUsage, roundUsd, totalUsage } from '../usage.js';

interface Handed {
  readonly seq: number;
  readonly prompt: GrindPrompt;
  readonly rotation: number;
  /** ISO 8601. */
  readonly now: string;
}

/** The order for a session that is handed out, on the newest commit. */
export function sessionOrder(record: RunRecord, { seq, prompt, rotation, now }: Handed): Order {
  return {
    ...freshOrder(record, unitName({ kind: 'session', seq, prompt: prompt.name })),
    session: {
      seq,
      prompt: prompt.name,
      rotation,
      parallel_safe: prompt.parallel_safe,
      verify: prompt.verify,
      again: false,
      detached: false,
      started_at: now,
      max_usd: prompt.max_session_cost_usd ?? null,
      max_seconds: prompt.max_session_seconds ?? DEFAULT_SESSION_SECONDS,
    },
  };
}

/**
 * The same session once more, on the commit that the branch has now; what it has cost so far stays charged, to the run and against its own
 * cap.
 */
export function sessionAgain(record: RunRecord, order: Order, used: RoleUsage): Order {
  const { session } = order;
  return {
    ...freshOrder(record, order.unit),
    used,
    nonce: orderNonce(record.run_id, order.unit, record.head_sha, `${order.nonce} again`),
    ...(session === undefined ? {} : { session: { ...session, again: true, detached: false } }),
  };
}

/** A session's order for one that works in the run's own checkout and is saved on its way. */
export function attached(order: Order): Order {
  return order.session?.detached === true ? { ...order, session: { ...order.session, detached: false } } : order;
}

/** What a session has used from its beginning, with this usage of the shift that took it up from `before`. */
export function usedBy({ orders }: Pick<RunRecord, 'orders'>, order: Order, usage: RoleUsage): RoleUsage {
  return addRoleUsage((orders[order.nonce] ?? order).used ?? {}, usage);
}

/** Sessions in flight, by their numbers. */
export function sessionsInFlight({ orders }: Pick<RunRecord, 'orders'>): readonly Order[] {
  return Object.values(orders)
    .filter(({ session }) => session !== undefined)
    .toSorted((a, b) => (a.session?.seq ?? 0) - (b.session?.seq ?? 0));
}

/**
 * Most US dollars that are set aside for an order at once: one dispatch; for a session that cannot set money aside on its way, all
 * that its agent and its fixers may take. Never more than is left of its own cap.
 */
export function mostFor(order: Pick<Order, 'session' | 'used'>, { limits, retries }: Config): number {
  const { session, used } = order;
  const fixers = session?.verify === false ? 0 : retries.fixer_max_attempts;
  const wanted = limits.dispatch_usd * (session?.detached === true ? 1 + fixers : 1);
  const cap = session?.max_usd ?? null;
  return cap === null ? wanted : Math.max(0, roundUsd(Math.min(wanted, cap - totalUsage(used ?? {}).usd)));
}
