import type { IncomingMessage } from 'node:http';
import type { Provider } from '../access/model-access.js';
import type { WireCount } from './count/wire-count.js';
import type { FailureLog } from './failure-log.js';
import type { Upstream } from './upstream/upstream.js';

/** What one forwarder knows. */
export interface Desk {
  readonly provider: Provider;
  readonly keys: { readonly standIn: string; readonly key: string };
  readonly upstream: Upstream;
  readonly count: WireCount;
  readonly failures: FailureLog;
  /** Names by which requests may call us. */
  readonly hosts: () => readonly string[];
  /** Why no further request may cost anything; null while it may. */
  readonly barred: () => string | null;
  /** Requests that are under way. */
  readonly underWay: Set<IncomingMessage>;
}
