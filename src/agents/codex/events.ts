import { z } from 'zod';
import { reportedTokens } from '../output/reported-usage.js';

/** The events of `codex exec --json` that we use (Codex CLI 0.169); all other fields pass unread. */

const count = reportedTokens.default(0);

/** `input_tokens` includes what was cached and what was written to the cache, `output_tokens` the reasoning. */
export const tokensSchema = z.object({
  input_tokens: reportedTokens,
  cached_input_tokens: count,
  cache_write_input_tokens: count,
  output_tokens: reportedTokens,
  reasoning_output_tokens: count,
});
export type CodexTokens = z.infer<typeof tokensSchema>;

const itemSchema = z.object({
  id: z.string().max(200),
  type: z.string(),
  /** Of an `agent_message`. */
  text: z.string().optional(),
  /** Of a `command_execution`. */
  command: z.string().optional(),
  /** Of an `error`, which is a warning. */
  message: z.string().optional(),
  /** Of an `mcp_tool_call`. */
  server: z.string().optional(),
  tool: z.string().optional(),
});
export type CodexItem = z.infer<typeof itemSchema>;

export const codexEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({ type: z.literal('turn.started') }),
  z.object({ type: z.literal('item.started'), item: itemSchema }),
  z.object({ type: z.literal('item.updated'), item: itemSchema }),
  z.object({ type: z.literal('item.completed'), item: itemSchema }),
  /** Not final: retries are told with it, and the last words before `turn.failed`. */
  z.object({ type: z.literal('error'), message: z.string() }),
  z.object({ type: z.literal('turn.completed'), usage: tokensSchema }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
]);
export type CodexEvent = z.infer<typeof codexEventSchema>;

/** Types whose shape we know; one of them that does not fit is counted as not understood. */
export const KNOWN_TYPES: ReadonlySet<string> = new Set(codexEventSchema.options.map(({ shape }) => shape.type.value));

/** Items by the name under which people see them. Others are tools too, under the type's own name. */
export const TOOL_NAMES: Readonly<Record<string, string>> = {
  command_execution: 'shell',
  file_change: 'apply_patch',
};

/** Items that are no tools. */
export const NO_TOOLS: ReadonlySet<string> = new Set(['agent_message', 'reasoning', 'error', 'todo_list']);
