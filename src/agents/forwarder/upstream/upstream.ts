import http, { type ClientRequest, type OutgoingHttpHeaders, type RequestOptions } from 'node:http';
import https from 'node:https';
import { connectThrough, proxyFor } from './proxy.js';

/** Longest silence of a provider, in milliseconds; the time limit of the dispatch may end it sooner. */
const MOST_SILENCE = 15 * 60_000;

const MAX_HEADER_BYTES = 64 * 1024;

/** A provider's API: the only place that a forwarder sends anything to. */
export interface Upstream {
  /** @param path behind the address, with a slash in front */
  request(method: string, path: string, headers: OutgoingHttpHeaders): Outgoing;
}

export interface Outgoing {
  readonly outgoing: ClientRequest;
  /** Whether there was a connection, so that the provider may have read something. */
  reached(): boolean;
}

/**
 * @param address http or https; may have a path
 * @param env where a proxy is named, if there is one
 */
export function upstreamAt(address: string, env: Readonly<Record<string, string>>): Upstream {
  const url = new URL(address);
  const secure = url.protocol === 'https:';
  const prefix = url.pathname.replace(/\/+$/, '');
  const proxy = proxyFor(url, env);

  function open(options: RequestOptions): ClientRequest {
    if (!secure) {
      return http.request(
        proxy === null
          ? options
          : { ...options, hostname: proxy.hostname, port: proxy.port, path: `${url.origin}${options.path}` },
      );
    }
    return https.request(
      proxy === null ? options : { ...options, agent: undefined, createConnection: connectThrough(proxy, url) },
    );
  }

  return {
    request(method, path, headers) {
      let reached = false;
      const outgoing = open({
        method,
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        path: `${prefix}${path}`,
        headers: { ...headers, host: url.host },
        timeout: MOST_SILENCE,
        maxHeaderSize: MAX_HEADER_BYTES,
        // A connection for each request: one that the far end closes just now would look like an answer that broke off.
        agent: false,
      });
      outgoing.on('timeout', () => outgoing.destroy());
      outgoing.on('socket', (socket) =>
        socket.once(secure ? 'secureConnect' : 'connect', () => {
          reached = true;
        }),
      );
      return { outgoing, reached: () => reached };
    },
  };
}
