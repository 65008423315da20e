import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Desk } from './desk.js';
import { requestHeaders } from './passage/passed-headers.js';
import { isCarriable, keyInstead, queryWithKey } from './passage/presented-key.js';
import { answerError, type ErrorKind } from './passage/provider-error.js';
import { routeOf } from './passage/routes.js';
import { sendOn } from './send-on.js';

/** Requests on their way at the same time, those of subagents included. */
const MOST_REQUESTS = 32;

interface Refused {
  readonly kind: ErrorKind;
  readonly message: string;
}

const QUEUED: Refused = { kind: 'too_many', message: 'One request after the other on each connection.' };

interface Admitted {
  readonly path: string;
  readonly asksModel: boolean;
  readonly keyHeaders: Readonly<Record<string, string>>;
}

/** Carries one request to the provider and its answer back, or answers itself with the reason why not. */
export function relay(desk: Desk, request: IncomingMessage, response: ServerResponse): void {
  // An answer that has to wait for an earlier one is never told that its connection has gone, and what it began would go on.
  const admitted = response.socket === null ? QUEUED : admit(desk, request);
  if ('kind' in admitted) {
    request.resume();
    answerError(response, desk.provider, admitted);
    return;
  }
  desk.underWay.add(request);
  response.on('close', () => desk.underWay.delete(request));
  sendOn({
    desk,
    request,
    response,
    path: admitted.path,
    headers: { ...requestHeaders(request.headers), ...admitted.keyHeaders },
    count: admitted.asksModel ? desk.count.open(desk.provider) : null,
  });
}

/** Who asks comes first: a stranger learns nothing about what there is. */
function admit(desk: Desk, request: IncomingMessage): Admitted | Refused {
  const { provider, keys } = desk;
  const { headers, method = '', url = '' } = request;
  const route = routeOf(provider, method, url);
  const inQuery = queryWithKey(route?.query ?? '', keys);
  const keyHeaders = keyInstead(headers, keys) ?? (provider === 'gemini' && inQuery.swapped ? {} : null);
  if (keyHeaders === null) {
    return { kind: 'unauthorized', message: 'This address takes only the key that was made for it.' };
  }
  if (!isCarriable(keys.key)) {
    return {
      kind: 'unauthorized',
      message: 'The model key has characters that no header can carry: see to the secret.',
    };
  }
  if (route === null || !desk.hosts().includes(headers.host ?? '')) {
    return { kind: 'not_found', message: 'This address forwards requests to models and nothing else.' };
  }
  const barred = route.asksModel ? desk.barred() : null;
  if (barred !== null) {
    return { kind: 'used_up', message: barred };
  }
  if (desk.underWay.size >= MOST_REQUESTS) {
    return { kind: 'too_many', message: `More than ${MOST_REQUESTS} requests at the same time.` };
  }
  const query = provider === 'gemini' ? inQuery.query : route.query;
  return { path: query === '' ? route.path : `${route.path}?${query}`, asksModel: route.asksModel, keyHeaders };
}
