import type { Config } from '../../config/config.js';
import { DEFAULT_SESSION_SECONDS, type GrindPrompt } from '../../grind/prompt.js';
import { orderNonce } from '../ids.js';
import type { Order, RunRecord } from '../record.js';
import { freshOrder } from '../units/fresh-order.js';
import { unitName } from '../units/unit-name.js';
import { roundUsd } from '../usage.js';

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
      again: false,
      detached: false,
      started_at: now,
      max_usd: prompt.max_session_cost_usd ?? null,
      max_seconds: prompt.max_session_seconds ?? DEFAULT_SESSION_SECONDS,
    },
  };
}

/** The same session once more, on the commit that the branch has now; what it has cost so far stays charged. */
export function sessionAgain(record: RunRecord, order: Order): Order {
  const { session } = order;
  return {
    ...freshOrder(record, order.unit),
    nonce: orderNonce(record.run_id, order.unit, record.head_sha, `${order.nonce} again`),
    ...(session === undefined ? {} : { session: { ...session, again: true, detached: false } }),
  };
}

/** Sessions in flight, by their numbers. */
export function sessionsInFlight({ orders }: Pick<RunRecord, 'orders'>): readonly Order[] {
  return Object.values(orders)
    .filter(({ session }) => session !== undefined)
    .toSorted((a, b) => (a.session?.seq ?? 0) - (b.session?.seq ?? 0));
}

/**
 * Most US dollars that are set aside for an order at once: one dispatch; for a session that cannot set money aside on its way, all
 * that its agent and its fixers may take.
 */
export function mostFor(order: Pick<Order, 'session' | 'settled_usd'>, config: Config): number {
  const { session, settled_usd: settled } = order;
  const each = config.limits.dispatch_usd;
  const wanted = session?.detached === true ? each * (1 + config.retries.fixer_max_attempts) : each;
  const cap = session?.max_usd ?? null;
  return cap === null ? wanted : Math.max(0, roundUsd(Math.min(wanted, cap - settled)));
}
