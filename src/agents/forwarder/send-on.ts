import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { bodyLimit, unpacking, watched } from './bodies.js';
import type { OpenCount } from './count/wire-count.js';
import type { Desk } from './desk.js';
import { responseHeaders } from './passage/passed-headers.js';
import { answerError, type ErrorKind } from './passage/provider-error.js';

export interface Sending {
  readonly desk: Pick<Desk, 'provider' | 'keys' | 'upstream' | 'failures'>;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  /** Null for a request that costs nothing. */
  readonly count: OpenCount | null;
}

/** Sends a request on and its answer back, both as they come and no faster than the other side takes them. */
export function sendOn(sending: Sending): void {
  const { desk, request, response, path, headers, count } = sending;
  const { outgoing, reached } = desk.upstream.request(request.method ?? 'POST', path, headers);
  const fail = (kind: ErrorKind, message: string): void => {
    request.unpipe();
    request.resume();
    if (!response.headersSent && !response.destroyed) {
      answerError(response, desk.provider, { kind, message });
    }
    outgoing.destroy();
  };
  const limit = bodyLimit(() => fail('too_large', 'The request is longer than any that a model takes.'));
  if (request.method === 'GET') {
    // Without a length and without chunks, its body would go out as if it were the connection's next request.
    outgoing.removeHeader('content-length');
    outgoing.end();
    request.resume();
  } else {
    request.pipe(limit).pipe(outgoing);
  }
  let answering = false;
  outgoing.on('response', (incoming) => {
    answering = answer(sending, incoming, fail);
  });
  const over = (): void => {
    // Once an answer passes, its own end counts: that may be read long after its connection was closed.
    if (!answering) {
      count?.ends(reached() ? 'broken' : 'unsent');
    }
  };
  outgoing.on('error', (error) => {
    over();
    fail('unreachable', `The model provider could not be reached (${codeOf(error)}).`);
  });
  outgoing.on('close', () => {
    over();
    if (!answering) {
      fail('unreachable', 'The model provider ended the connection without an answer.');
    }
  });
  // Whoever asked may leave at any time; nothing is asked or generated for nobody then.
  response.on('close', () => {
    request.unpipe();
    outgoing.destroy();
    over();
  });
}

/** Returns whether the answer passes. */
function answer(
  { desk, response, count }: Sending,
  incoming: IncomingMessage,
  fail: (kind: ErrorKind, message: string) => void,
): boolean {
  const status = incoming.statusCode ?? 502;
  const type = incoming.headers['content-type'] ?? '';
  const unpack = unpacking(incoming.headers['content-encoding'] ?? '');
  count?.begins(status, type);
  if (status >= 300 && status < 400) {
    fail('unreachable', 'The model provider answered with a redirect, which is not followed.');
    return false;
  }
  if (status < 200) {
    fail('unreachable', `The model provider answered with a status that there is not (${status}).`);
    return false;
  }
  if (unpack === null) {
    fail('unreachable', 'The model provider packed its answer in a way that nobody asked for.');
    return false;
  }
  const failure = desk.failures.begins(status, incoming.headers);
  response.writeHead(status, responseHeaders(incoming.headers, desk.keys.key));
  response.flushHeaders();
  // An answer that breaks off breaks off on the other side as well: pipeline destroys both ends.
  pipeline(incoming, unpack, watched({ count, failure, key: desk.keys.key }), response, () => {
    count?.ends('broken');
  });
  return true;
}

/** The system's word for what went wrong. Its message may quote what was sent. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'connection lost';
}
