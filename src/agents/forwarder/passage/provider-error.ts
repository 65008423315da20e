import type { ServerResponse } from 'node:http';
import type { Provider } from '../../access/model-access.js';

/** Why a request got no answer of the provider, in words that every provider has a code for. */
export type ErrorKind = 'unauthorized' | 'not_found' | 'too_large' | 'too_many' | 'used_up' | 'unreachable';

const FORMS: Readonly<Record<ErrorKind, { status: number; anthropic: string; openai: string; gemini: string }>> = {
  unauthorized: {
    status: 401,
    anthropic: 'authentication_error',
    openai: 'invalid_request_error',
    gemini: 'UNAUTHENTICATED',
  },
  not_found: { status: 404, anthropic: 'not_found_error', openai: 'invalid_request_error', gemini: 'NOT_FOUND' },
  too_large: {
    status: 413,
    anthropic: 'request_too_large',
    openai: 'invalid_request_error',
    gemini: 'INVALID_ARGUMENT',
  },
  too_many: { status: 503, anthropic: 'overloaded_error', openai: 'server_error', gemini: 'UNAVAILABLE' },
  // No program that we know asks again after this status.
  used_up: {
    status: 400,
    anthropic: 'invalid_request_error',
    openai: 'insufficient_quota',
    gemini: 'FAILED_PRECONDITION',
  },
  unreachable: { status: 502, anthropic: 'api_error', openai: 'server_error', gemini: 'UNAVAILABLE' },
};

/** Answers in the form in which the provider itself tells errors, so that a CLI understands it. */
export function answerError(
  response: ServerResponse,
  provider: Provider,
  { kind, message }: { readonly kind: ErrorKind; readonly message: string },
): void {
  const form = FORMS[kind];
  const bodies: Readonly<Record<Provider, unknown>> = {
    anthropic: { type: 'error', error: { type: form.anthropic, message } },
    openai: { error: { message, type: form.openai, param: null, code: form.openai } },
    gemini: { error: { code: form.status, message, status: form.gemini } },
  };
  const body = JSON.stringify(bodies[provider]);
  response.writeHead(form.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(kind === 'used_up' || kind === 'unauthorized' ? { 'x-should-retry': 'false' } : {}),
  });
  response.end(body);
}
