import { z } from 'zod';
import type { OutcomeKind } from '../contract.js';
import type { Settle } from './reader.js';
import { readRollout } from './rollout.js';

/** The CLI's own names for failures, as its session file has them; they serve where its words mean nothing to us. */
const BY_NAME: Readonly<Record<string, OutcomeKind>> = {
  context_window_exceeded: 'context_limit',
  usage_limit_exceeded: 'quota',
  unauthorized: 'authentication',
  cyber_policy: 'refused',
  server_overloaded: 'transient',
  internal_server_error: 'transient',
  http_connection_failed: 'transient',
  response_stream_connection_failed: 'transient',
  response_stream_disconnected: 'transient',
  response_too_many_failed_attempts: 'transient',
};

const errorInfoSchema = z.union([
  z.string(),
  z.record(z.string(), z.unknown()).transform((record) => Object.keys(record)[0] ?? ''),
]);

/**
 * Completes an outcome whose stream told no usage with what the CLI wrote down about its session. That counts as exact when the CLI
 * wrote its end, no answer broke off unseen, and nothing that the agent started could reach the file; else it is a lower bound.
 * @param codexHome where the CLI keeps its sessions
 * @param outOfReach whether commands of the agent cannot write there
 */
export function settleFrom(codexHome: string, outOfReach: () => Promise<boolean>): Settle {
  return async (said, facts) => {
    const found = await readRollout(codexHome, facts.sessionId);
    if (found === null) {
      return said;
    }
    const kept = !facts.usedTools || (await outOfReach());
    const name = errorInfoSchema.safeParse(found.error).data ?? '';
    return {
      ...said,
      kind: said.kind === 'failed' ? (BY_NAME[name] ?? said.kind) : said.kind,
      usage: found.usage ?? said.usage,
      estimated: facts.uncounted || !(found.ended || facts.asleep) || !kept,
    };
  };
}
