import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { KEY_HEADERS } from './presented-key.js';

/** They belong to one connection, not to the message. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
] as const;

/** Ours to set, or nobody's to send. */
const NOT_SENT: readonly string[] = [...HOP_BY_HOP, ...KEY_HEADERS, 'host', 'cookie', 'accept-encoding', 'expect'];

const NOT_RETURNED: readonly string[] = [...HOP_BY_HOP, 'set-cookie', 'content-encoding', 'content-length', 'alt-svc'];

/** Headers of a request as they go on: without those of the connection, cookies and every key. */
export function requestHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  // Uncompressed: what passes is read, and on the way to an agent of this machine nothing is gained.
  return { ...without(headers, NOT_SENT), 'accept-encoding': 'identity' };
}

/**
 * Headers of a response as they go back. Its length is left to the connection, as a compressed one is unpacked here.
 * @param key a header that repeats it does not go back
 */
export function responseHeaders(headers: IncomingHttpHeaders, key: string): OutgoingHttpHeaders {
  const passed = without(headers, NOT_RETURNED);
  return Object.fromEntries(Object.entries(passed).filter(([, value]) => !String(value).includes(key)));
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const dropped = new Set([...names, ...named]);
  return Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => value !== undefined && !dropped.has(name)),
  );
}
