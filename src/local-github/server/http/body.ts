import type { z } from 'zod';
import type { Result } from '../../../base/result.js';
import { fail, ok } from '../../../base/result.js';
import type { RouteReply } from '../../contract.js';
import type { Call } from '../call.js';
import { refusal } from './reply.js';

/** The body as a route wants it; otherwise the 422 that GitHub's request validation gives. */
export function readInput<T>(call: Call, schema: z.ZodType<T>): Result<T, RouteReply> {
  const parsed = schema.safeParse(call.body);
  if (parsed.success) {
    return ok(parsed.data);
  }
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return fail(refusal(422, `Invalid request.\n\n${problems.join('\n')}`));
}
