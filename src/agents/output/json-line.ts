import { z } from 'zod';
import type { OutcomeKind } from '../contract.js';
import { reportedTokens, reportedUsd } from './reported-usage.js';

const count = reportedTokens.default(0);

/** Thirty days: whatever asks for more did not mean it. */
const LONGEST_WAIT_SECONDS = 30 * 86_400;

/** Reasons that a program may give for a failure. `timeout` and the like are for tests of what comes after. */
export const FAILURE_REASONS = [
  'refused',
  'turn_limit',
  'context_limit',
  'budget',
  'timeout',
  'cancelled',
  'transient',
  'quota',
  'authentication',
  'missing_program',
  'unsupported_version',
  'protocol_drift',
  'failed',
] as const satisfies readonly OutcomeKind[];

/**
 * Pitboss's own protocol for agent programs: one JSON object per line on standard output; lines that are none are log.
 * `usage` is the running total of this start: `input` is uncached input, `reasoning` a part of `output`, `usd` dollars. The last line
 * is a `result`; with the reason `transient` or `quota` it may say when to try again.
 */
export const jsonLineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('tool'), name: z.string() }),
  z.object({ type: z.literal('session'), id: z.string().max(200) }),
  z.object({
    type: z.literal('usage'),
    input: count,
    output: count,
    cached_input: count,
    cache_write: count,
    reasoning: reportedTokens.optional().catch(undefined),
    usd: reportedUsd.default(0),
  }),
  z.object({
    type: z.literal('result'),
    ok: z.boolean(),
    message: z.string().default(''),
    text: z.string().optional(),
    reason: z.enum(FAILURE_REASONS).catch('failed').optional(),
    retry_after_seconds: z.number().nonnegative().max(LONGEST_WAIT_SECONDS).optional().catch(undefined),
    retry_at: z.iso.datetime({ offset: true }).optional().catch(undefined),
  }),
]);
export type JsonLine = z.input<typeof jsonLineSchema>;
export type ReadLine = z.infer<typeof jsonLineSchema>;
export type ResultLine = Extract<ReadLine, { type: 'result' }>;
