import { z } from 'zod';
import { PitbossError } from '../../base/pitboss-error.js';

/** What a failed call tells us about the state of the world. */
export interface Failure {
  /**
   * `limited`: not carried out, wait. `ambiguous`: server or network trouble, it may have been carried out.
   * `refused`: not carried out, and the same call will be refused again.
   */
  readonly kind: 'limited' | 'ambiguous' | 'refused';
  readonly status: number;
  readonly message: string;
  /** Milliseconds that GitHub asks us to wait; null when it names none. */
  readonly waitMs: number | null;
  /** `X-Accepted-GitHub-Permissions`: what the call would have needed. */
  readonly needs: string | null;
}

const errorSchema = z.looseObject({
  status: z.number().optional(),
  message: z.string().default('no message'),
  response: z
    .looseObject({
      headers: z.record(z.string(), z.union([z.string(), z.number(), z.undefined()])).default({}),
      data: z.unknown().optional(),
    })
    .optional(),
});

/** Reads an Octokit error, or anything else that was thrown, without trusting its shape. */
export function failureOf(error: unknown): Failure {
  if (error instanceof PitbossError || isGraphqlRefusal(error)) {
    return { kind: 'refused', status: 200, message: error.message, waitMs: null, needs: null };
  }
  const parsed = errorSchema.safeParse(error instanceof Error ? fieldsOf(error) : error);
  if (!parsed.success) {
    return { kind: 'ambiguous', status: 0, message: String(error), waitMs: null, needs: null };
  }
  const { status = 0, response } = parsed.data;
  const headers = response?.headers ?? {};
  const message = `${parsed.data.message}${details(response?.data)}`.slice(0, 1000);
  const needs = headers['x-accepted-github-permissions'];
  return {
    kind: kindOf(status, message, headers),
    status,
    message,
    waitMs: waitOf(headers),
    needs: typeof needs === 'string' ? needs : null,
  };
}

/** GraphQL answers 200 with a list of errors when it will not do something. */
function isGraphqlRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === 'GraphqlResponseError';
}

function fieldsOf(error: Error): Record<string, unknown> {
  return {
    message: error.message,
    ...('status' in error ? { status: error.status } : {}),
    ...('response' in error ? { response: error.response } : {}),
  };
}

type Headers = Readonly<Record<string, string | number | undefined>>;

function kindOf(status: number, message: string, headers: Headers): Failure['kind'] {
  const limited =
    status === 429 ||
    (status === 403 &&
      (headers['retry-after'] !== undefined ||
        String(headers['x-ratelimit-remaining']) === '0' ||
        /rate limit/i.test(message)));
  if (limited) {
    return 'limited';
  }
  return status === 0 || status >= 500 ? 'ambiguous' : 'refused';
}

function waitOf(headers: Headers): number | null {
  const seconds = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(seconds)) {
    return Math.max(0, seconds * 1000);
  }
  return null;
}

/** GitHub's validation errors name the field or text in `errors`; the message alone is often just "Validation Failed". */
function details(data: unknown): string {
  const parsed = z
    .looseObject({ errors: z.array(z.union([z.string(), z.looseObject({ message: z.string().optional() })])) })
    .safeParse(data);
  if (!parsed.success) {
    return '';
  }
  const texts = parsed.data.errors.map((item) => (typeof item === 'string' ? item : (item.message ?? '')));
  const known = texts.filter((text) => text !== '');
  return known.length === 0 ? '' : ` (${known.join('; ')})`;
}
