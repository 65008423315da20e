import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { ModelAccess, ModelKey, Provider } from '../access/model-access.js';
import type { RetryHint } from '../contract.js';
import { type WireTotals, wireCount } from './count/wire-count.js';
import type { Desk } from './desk.js';
import { failureLog } from './failure-log.js';
import { ownAddress, pathPrefix } from './passage/routes.js';
import { relay } from './relay.js';
import { upstreamAt } from './upstream/upstream.js';

const MAX_HEADER_BYTES = 32 * 1024;
/** Longest time for the head of a request, and for all of it, in milliseconds. */
const HEAD_TIME = 30_000;
const REQUEST_TIME = 5 * 60_000;
const MOST_CONNECTIONS = 128;
/** A connection that waits for the agent's next request, in milliseconds: closing it early would cost the agent a retry. */
const KEPT_OPEN = 10 * 60_000;

export interface ForwarderOptions {
  readonly provider: Provider;
  readonly key: ModelKey;
  /** Null for the provider's own. */
  readonly baseUrl: string | null;
  /** Where a proxy is named, if there is one. */
  readonly env: Readonly<Record<string, string>>;
  /** Asked before each request that costs something: why it may not go out, or null. */
  readonly barred: (totals: WireTotals) => string | null;
}

/** A door to one provider's models for one dispatch. Whoever comes through it never sees the key. */
export interface Forwarder {
  /** What the agent is told: our address, and a stand-in for the key that is worth nothing anywhere else. */
  readonly access: ModelAccess;
  totals(): WireTotals;
  /** Why a request was refused to spare money; null when none was. */
  barred(): string | null;
  /** When the provider said to try again, if its last answer was an error. */
  retry(): RetryHint | null;
  /** Breaks off what is under way and closes the door. */
  close(): Promise<void>;
}

/** Listens on a free port of the loopback interface. Rejects when there is none. */
export async function openForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const { provider, key, baseUrl, env } = options;
  const standIn = randomBytes(32).toString('base64url');
  const count = wireCount();
  const failures = failureLog();
  let port = 0;
  let barred: string | null = null;
  const desk: Desk = {
    provider,
    keys: { standIn, key: key.value },
    upstream: upstreamAt(baseUrl ?? ownAddress(provider), env),
    count,
    failures,
    hosts: () => [`127.0.0.1:${port}`, `localhost:${port}`],
    barred: () => {
      const reason = options.barred(count.totals());
      barred ??= reason;
      return reason;
    },
    underWay: new Set(),
  };
  const times = { headersTimeout: HEAD_TIME, requestTimeout: REQUEST_TIME, keepAliveTimeout: KEPT_OPEN };
  const limits = { maxHeaderSize: MAX_HEADER_BYTES, ...times };
  const server = createServer(limits, (request, response) => relay(desk, request, response));
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, resolve);
  });
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    access: {
      provider,
      key: { kind: key.kind, value: standIn },
      baseUrl: `http://127.0.0.1:${port}${pathPrefix(provider)}`,
    },
    totals: () => count.totals(),
    barred: () => barred,
    retry: () => failures.retry(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
