import type { RouteReply } from '../../contract.js';

const DOCUMENTATION = 'https://docs.github.com/rest';

export interface FieldError {
  readonly resource: string;
  readonly code: string;
  readonly field?: string;
  readonly message?: string;
  readonly value?: unknown;
}

export function reply(status: number, body?: unknown): RouteReply {
  return body === undefined ? { status } : { status, body };
}

/** An API error in GitHub's form. */
export function refusal(status: number, message: string, errors?: readonly (FieldError | string)[]): RouteReply {
  const details = errors === undefined ? {} : { errors };
  return { status, body: { message, ...details, documentation_url: DOCUMENTATION, status: String(status) } };
}

export function notFound(): RouteReply {
  return refusal(404, 'Not Found');
}

export function validationFailed(...errors: readonly FieldError[]): RouteReply {
  return refusal(422, 'Validation Failed', errors);
}

export function badIntegration(): RouteReply {
  return refusal(403, 'Resource not accessible by integration');
}
