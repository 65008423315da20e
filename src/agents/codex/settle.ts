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
};

/** Names of failures of a connection; they come with the status, if there was an answer at all. */
const CONNECTION = new Set([
  'http_connection_failed',
  'response_stream_connection_failed',
  'response_stream_disconnected',
  'response_too_many_failed_attempts',
]);

const errorInfoSchema = z.union([
  z.string().transform((name) => ({ name, status: null })),
  z.record(z.string(), z.looseObject({ http_status_code: z.number().nullish() }).nullable()).transform((record) => {
    const [name = '', details] = Object.entries(record)[0] ?? [];
    return { name, status: details?.http_status_code ?? null };
  }),
]);

function kindOf(info: unknown): OutcomeKind {
  const { name, status } = errorInfoSchema.safeParse(info).data ?? { name: '', status: null };
  if (!CONNECTION.has(name)) {
    return BY_NAME[name] ?? 'failed';
  }
  return status === null || status === 408 || status === 429 || status >= 500 ? 'transient' : 'failed';
}

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
    return {
      ...said,
      kind: said.kind === 'failed' ? kindOf(found.error) : said.kind,
      usage: found.usage ?? said.usage,
      estimated: facts.uncounted || !(found.ended || facts.asleep) || !kept,
    };
  };
}
