import type { ProgramExit } from '../../process/program.js';
import type { OutcomeKind, RetryHint } from '../contract.js';
import { describeExit, exitedWell, shortMessage } from '../output/describe-exit.js';
import type { ClaudeResult } from './events.js';
import { namesLimit, type RetryWords, retryHint } from './retry-words.js';

export interface Verdict {
  readonly kind: OutcomeKind;
  readonly message: string;
  readonly retry?: RetryHint;
}

/** What the stream told about the end. */
export interface StreamEnd extends RetryWords {
  /** The last result; null when none came, or none that we understand. */
  readonly result: ClaudeResult | null;
  /** `error` of the last assistant message that had one. */
  readonly lastError: string | null;
  readonly stderr: string;
}

const BY_TERMINAL_REASON: Readonly<Record<string, OutcomeKind>> = {
  prompt_too_long: 'context_limit',
  max_turns: 'turn_limit',
  budget_exhausted: 'budget',
};

const BY_SUBTYPE: Readonly<Record<string, OutcomeKind>> = {
  error_max_turns: 'turn_limit',
  error_max_budget_usd: 'budget',
};

const BY_ERROR: Readonly<Record<string, OutcomeKind>> = {
  authentication_failed: 'authentication',
  billing_error: 'quota',
  max_output_tokens: 'context_limit',
  server_error: 'transient',
  overloaded: 'transient',
  // A name that is spelt wrong, or not meant for this account: no later attempt would end differently.
  model_not_found: 'failed',
};

/** Subtypes that say no more than that it went wrong. */
const PLAIN_SUBTYPES: ReadonlySet<string> = new Set([
  'success',
  'error_during_execution',
  'error_max_structured_output_retries',
]);

/** The terminal event first, the exit second; a missing terminal event is never success. */
export function verdict(end: StreamEnd, exit: ProgramExit): Verdict {
  if (!end.result) {
    return withoutResult(end.stderr, exit);
  }
  if (!end.result.is_error && end.result.subtype === 'success') {
    return end.result.num_turns === 0 ? answeredLocally() : { kind: 'completed', message: '' };
  }
  const kind = kindOfError(end.result, end);
  const failed = { kind, message: errorMessage(end.result, exit) };
  const retry = kind === 'transient' || kind === 'quota' ? retryHint(kind, end, end.result.result ?? '') : undefined;
  return retry === undefined ? failed : { ...failed, retry };
}

/** A prompt that starts with a slash command is answered by the CLI itself and ends as success without any work. */
function answeredLocally(): Verdict {
  return { kind: 'failed', message: 'claude answered the prompt itself, without asking the model.' };
}

function kindOfError(result: ClaudeResult, end: StreamEnd): OutcomeKind {
  if (result.stop_reason === 'refusal') {
    return 'refused';
  }
  const known = BY_TERMINAL_REASON[result.terminal_reason ?? ''] ?? BY_SUBTYPE[result.subtype];
  if (known !== undefined) {
    return known;
  }
  if (result.api_error === 'usage_limit_reached' || namesLimit(result.result ?? '')) {
    return 'quota';
  }
  return BY_ERROR[end.lastError ?? ''] ?? kindOfStatus(result, end);
}

/** An account's own limit, in words; a server that only has much to do says neither. */
const SAYS_QUOTA = /\b(?:usage limit|hit your .{0,40}limit|quota|credit|billing)\b/i;

function kindOfStatus(result: ClaudeResult, { limit }: StreamEnd): OutcomeKind {
  const status = result.api_error_status ?? null;
  if (result.terminal_reason !== 'api_error') {
    return PLAIN_SUBTYPES.has(result.subtype) ? 'failed' : 'protocol_drift';
  }
  if (status === null || status === 408 || status >= 500) {
    // Without a status there was no answer at all: a refused, broken or timed-out connection.
    return 'transient';
  }
  if (status === 401 || status === 403) {
    return 'authentication';
  }
  if (status === 429) {
    return limit !== null || SAYS_QUOTA.test(result.result ?? '') ? 'quota' : 'transient';
  }
  return status === 402 ? 'quota' : 'failed';
}

function errorMessage(result: ClaudeResult, exit: ProgramExit): string {
  const text =
    [result.result, result.errors?.join(' '), result.subtype].find((part) => part?.trim()) ?? 'unknown error';
  const how = exit.kind === 'exited' ? `exit ${exit.code}` : describeExit(exit);
  return shortMessage(`claude: ${text.trim()} (${how})`);
}

function withoutResult(stderr: string, exit: ProgramExit): Verdict {
  const tail = stderr === '' ? '' : `\n${stderr}`;
  if (/unknown option|argument .* is invalid/i.test(stderr)) {
    return { kind: 'unsupported_version', message: shortMessage(`claude does not know an option that we use.${tail}`) };
  }
  if (/native binary not installed/i.test(stderr)) {
    return { kind: 'missing_program', message: shortMessage(`claude is only half installed.${tail}`) };
  }
  if (exitedWell(exit)) {
    return {
      kind: 'protocol_drift',
      message: shortMessage(`claude ended without a result that we understand.${tail}`),
    };
  }
  return { kind: 'failed', message: shortMessage(`claude ${describeExit(exit)} without a result.${tail}`) };
}
