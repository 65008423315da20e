import type { DispatchOutcome, DispatchRequest, OutcomeKind } from '../contract.js';
import type { WireTotals } from './count/wire-count.js';
import { openForwarder } from './open-forwarder.js';
import { reconcile } from './reconcile.js';
import { reachingLoopback } from './upstream/proxy.js';
import { usedUp, wireUsage } from './wire-usage.js';

type Ended = Omit<DispatchOutcome, 'ms'>;

/** How an agent reaches its model: through a forwarder of its own, or directly. */
export interface Door {
  /** The request as the agent's program may know it. */
  readonly request: DispatchRequest;
  /** The outcome with what the forwarder saw; nothing passes any more. */
  settle(outcome: Ended): Promise<Ended>;
  close(): Promise<void>;
}

/** Ends that we brought about ourselves; nothing that passed says more about them. */
const OURS: ReadonlySet<OutcomeKind> = new Set(['cancelled', 'timeout', 'missing_program']);

const WORTH_A_RETRY: ReadonlySet<OutcomeKind> = new Set(['transient', 'quota']);

/**
 * Opens the forwarder that the request asks for. Without terms, or without a key to keep, there is none.
 * @param maxUsd dollars at which it lets nothing further through; null where the CLI sees to that
 */
export async function openDoor(request: DispatchRequest, maxUsd: number | null): Promise<Door> {
  const { access, forwarder: terms, env } = request;
  if (terms === undefined || access === undefined || access.key === null) {
    return { request, settle: async (outcome) => outcome, close: async () => {} };
  }
  const { provider, key, baseUrl } = access;
  const forwarder = await openForwarder({
    provider,
    key,
    baseUrl,
    env,
    barred: (totals) => usedUp(totals, terms, maxUsd),
  });
  return {
    request: { ...request, access: forwarder.access, env: reachingLoopback(env) },
    close: () => forwarder.close(),
    async settle(outcome) {
      await forwarder.close();
      const totals = forwarder.totals();
      const wire = { usage: wireUsage(totals, terms), complete: totals.complete && !wentPast(totals, outcome) };
      const counted = reconcile(wire, { usage: outcome.usage, complete: !outcome.estimated });
      const barred = OURS.has(outcome.kind) ? null : forwarder.barred();
      const retry = WORTH_A_RETRY.has(outcome.kind) ? (outcome.retry ?? forwarder.retry()) : null;
      return {
        ...outcome,
        ...counted,
        ...(retry === null ? {} : { retry }),
        ...(barred === null ? {} : { kind: 'budget' as const, message: barred }),
      };
    },
  };
}

/** An agent that did its work, asked no model here and cannot say what it used must have asked one elsewhere, with a key of its own. */
function wentPast({ requests }: WireTotals, { kind, estimated }: Ended): boolean {
  return requests === 0 && kind === 'completed' && estimated;
}
