import { z } from 'zod';
import { reportedTokens, reportedUsd } from '../output/reported-usage.js';

/** The events of `claude --output-format stream-json` that we use (Claude Code 2.1); all other fields pass unread. */

const count = reportedTokens.catch(0).default(0);

/** Counts as the API sends them; a field that is absent means "as before", not zero. */
const given = reportedTokens.optional().catch(undefined);
const countsSchema = z.looseObject({
  input_tokens: given,
  output_tokens: given,
  cache_read_input_tokens: given,
  cache_creation_input_tokens: given,
});
export type ApiCounts = z.infer<typeof countsSchema>;

export const initSchema = z.looseObject({ session_id: z.string() });

const messageSchema = z.looseObject({
  id: z.string(),
  model: z.string().optional(),
  usage: countsSchema.optional(),
});

export const assistantSchema = z.looseObject({
  message: messageSchema.extend({
    content: z.array(
      z.looseObject({
        type: z.string(),
        text: z.string().optional(),
        name: z.string().optional(),
        id: z.string().optional(),
        input: z.unknown().optional(),
      }),
    ),
  }),
  parent_tool_use_id: z.string().nullish(),
  /** Set on messages that the CLI made up to report a failed request. */
  error: z.string().optional(),
});

export const streamEventSchema = z.looseObject({
  event: z.looseObject({
    type: z.string(),
    message: messageSchema.optional(),
    usage: countsSchema.optional(),
  }),
  parent_tool_use_id: z.string().nullish(),
});

const modelUsageSchema = z.looseObject({
  inputTokens: count,
  outputTokens: count,
  cacheReadInputTokens: count,
  cacheCreationInputTokens: count,
  /** Part of the output. */
  thinkingTokens: count,
});

export const resultSchema = z.looseObject({
  subtype: z.string(),
  is_error: z.boolean(),
  terminal_reason: z.string().nullish(),
  api_error_status: z.number().nullish(),
  /** The CLI's own name for the kind of refusal, where it has one: `usage_limit_reached`. */
  api_error: z.string().nullish().catch(null),
  stop_reason: z.string().nullish(),
  result: z.string().optional(),
  errors: z.array(z.string()).optional(),
  num_turns: z.number().optional(),
  session_id: z.string().optional(),
  total_cost_usd: reportedUsd.optional(),
  usage: countsSchema.optional(),
  modelUsage: z.record(z.string(), modelUsageSchema).optional(),
});
export type ClaudeResult = z.infer<typeof resultSchema>;

/** The CLI is about to ask again; a server's `retry-after` is in the pause, where it was short enough to be waited for. */
export const apiRetrySchema = z.looseObject({
  subtype: z.literal('api_retry'),
  retry_delay_ms: z.number().nonnegative().max(86_400_000),
  error_status: z.number().nullish(),
});

/** What a subscription's limits say; `rejected` came with the request that was refused. */
export const rateLimitSchema = z.looseObject({
  rate_limit_info: z.looseObject({
    status: z.string(),
    /** Seconds since the epoch. */
    resetsAt: z.number().int().positive().max(99_999_999_999).optional().catch(undefined),
  }),
});

/** Input of a shell command that the model sends to the background. */
export const backgroundCommandSchema = z.looseObject({ command: z.string(), run_in_background: z.literal(true) });

const taskId = z.string().max(200);

/** Background tasks (shells and subagents): one that starts, one that ends, and the list of those that run now. */
export const taskEventSchema = z.discriminatedUnion('subtype', [
  z.looseObject({
    subtype: z.literal('task_started'),
    task_id: taskId,
    tool_use_id: z.string().optional(),
    description: z.string().optional(),
  }),
  z.looseObject({
    subtype: z.literal('task_updated'),
    task_id: taskId,
    patch: z.looseObject({ status: z.string().optional() }),
  }),
  z.looseObject({ subtype: z.literal('task_notification'), task_id: taskId }),
  z.looseObject({
    subtype: z.literal('background_tasks_changed'),
    tasks: z.array(z.looseObject({ task_id: taskId, description: z.string().optional() })),
  }),
]);

/** Types that exist and tell us nothing beyond the log. */
export const SILENT_TYPES: ReadonlySet<string> = new Set(['user', 'system', 'tool_progress']);
