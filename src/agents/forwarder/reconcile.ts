import { totalTokens, type Usage } from '../../run/usage.js';
import type { CountsDiffer } from '../contract.js';

/** One side's count, and whether it saw the end of everything. */
export interface Count {
  readonly usage: Usage;
  readonly complete: boolean;
}

export interface Reconciled {
  readonly usage: Usage;
  readonly estimated: boolean;
  readonly countsDiffer?: CountsDiffer;
}

/**
 * One count from two. The wire's is the provider's own word; the CLI's may leave responses out, or hold what went past us. So
 * where both are complete and differ, the one with more tokens counts, and people are told; where one is complete, it counts,
 * unless the other has seen more; where none is, the larger, as a lower bound. Never their sum.
 */
export function reconcile(wire: Count, reported: Count): Reconciled {
  const [onWire, said] = [totalTokens(wire.usage), totalTokens(reported.usage)];
  const larger = said > onWire ? reported : wire;
  if (wire.complete && reported.complete) {
    return sameTokens(wire.usage, reported.usage)
      ? { usage: withDollars(reported.usage, wire.usage), estimated: false }
      : {
          usage: larger.usage,
          estimated: false,
          countsDiffer: { wire: wire.usage, reported: reported.usage },
        };
  }
  if (wire.complete) {
    return { usage: wire.usage, estimated: false };
  }
  if (reported.complete && said >= onWire) {
    return { usage: reported.usage, estimated: false };
  }
  return { usage: larger.usage, estimated: true };
}

/** The CLI knows prices that we do not, such as those of searches; without its word, ours is as good. */
function withDollars(reported: Usage, wire: Usage): Usage {
  return { ...wire, ...reported, usd: reported.usd > 0 ? reported.usd : wire.usd };
}

function sameTokens(a: Usage, b: Usage): boolean {
  return (
    a.input === b.input && a.cached_input === b.cached_input && a.cache_write === b.cache_write && a.output === b.output
  );
}
