import type { ProgramExit } from '../../process/program.js';
import type { DispatchOutcome, OutcomeKind } from '../contract.js';
import { describeExit, exitedWell, shortMessage } from '../output/describe-exit.js';
import { type ApiError, readApiError, statusOfExit } from './api-error.js';
import type { GeminiResult } from './events.js';
import { type QuotaHint, waitInMessage } from './quota-hint.js';

type Verdict = Pick<DispatchOutcome, 'kind' | 'message' | 'retry'>;

/** What the output told about the end. */
export interface StreamEnd {
  /** The result that ended the stream; null when none came, or none that we understand. */
  readonly result: GeminiResult | null;
  /** The `error` event that nothing followed. */
  readonly error: string | null;
  readonly stderr: string;
  readonly quota: QuotaHint;
  /** What it said of an argument that it does not take. */
  readonly refused: string | null;
}

/**
 * How the CLI words the ends that have no code of their own. An answer that was empty or broken four times in a row may be
 * another one next time; a blocked prompt looks the same, as the CLI does not pass on that it was blocked.
 */
const BY_WORDS: readonly (readonly [RegExp, OutcomeKind])[] = [
  [/blocked due to (?:safety|recitation|other policy)/i, 'refused'],
  [/max(?:imum)? session turns/i, 'turn_limit'],
  [/context window will overflow|exceeded the token limit|token count .{0,60}exceeds the maximum/i, 'context_limit'],
  [/empty response|no final response text|malformed function call|without a finish reason/i, 'transient'],
];

/** Exits before any request. */
const BY_CODE: Readonly<Record<number, OutcomeKind>> = { 41: 'authentication', 55: 'unsupported_version' };

/** The terminal event first, the exit second; a missing terminal event is never success, and neither is an error that ended the run. */
export function verdict(end: StreamEnd, exit: ProgramExit): Verdict {
  const { result, error } = end;
  if (result === null) {
    return withoutResult(end, exit);
  }
  if (result.status === 'success' && error === null) {
    return { kind: 'completed', message: '' };
  }
  const said = result.error?.message ?? error ?? 'failed without a message';
  const api = readApiError(said, exit.kind === 'exited' ? exit.code : null);
  const how = exit.kind === 'exited' ? `exit ${exit.code}` : describeExit(exit);
  const message = shortMessage(`gemini: ${(api?.message ?? said).trim()} (${how})`);
  const kind = kindByWords(said) ?? (api === null ? 'failed' : kindOfApiError(api, end.quota));
  return { kind, message, ...retryOf(kind, said, end.quota) };
}

function kindByWords(text: string): OutcomeKind | null {
  return BY_WORDS.find(([words]) => words.test(text))?.[1] ?? null;
}

function kindOfApiError({ status, reason, message }: ApiError, quota: QuotaHint): OutcomeKind {
  if (status === 401 || status === 403 || reason === 'API_KEY_INVALID') {
    return 'authentication';
  }
  if (status === 429) {
    return stickyQuota(message, quota) ? 'quota' : 'transient';
  }
  if (status === 402) {
    return 'quota';
  }
  const gone =
    status === null && /fetch failed|^terminated$|network|socket|ECONN|ETIMEDOUT|EAI_AGAIN|ENOTFOUND/i.test(message);
  return gone || status === 408 || status === 499 || (status ?? 0) >= 500 ? 'transient' : 'failed';
}

/** A model that has no free capacity is a matter of minutes, although the CLI gives up on it as on a quota. */
function stickyQuota(message: string, quota: QuotaHint): boolean {
  return (quota.sticky() || /daily quota|per day/i.test(message)) && !/capacity/i.test(message);
}

function retryOf(kind: OutcomeKind, said: string, quota: QuotaHint): Pick<Verdict, 'retry'> {
  const afterMs = kind === 'transient' || kind === 'quota' ? (waitInMessage(said) ?? quota.afterMs()) : null;
  return afterMs === null ? {} : { retry: { afterMs } };
}

function withoutResult({ stderr, refused, quota }: StreamEnd, exit: ProgramExit): Verdict {
  const tail = stderr === '' ? '' : `\n${stderr}`;
  const code = exit.kind === 'exited' ? exit.code : null;
  if (refused !== null) {
    return {
      kind: 'unsupported_version',
      message: shortMessage(`gemini does not take an argument of ours.\n${refused}`),
    };
  }
  if (exitedWell(exit)) {
    return {
      kind: 'protocol_drift',
      message: shortMessage(`gemini ended without a result that we understand.${tail}`),
    };
  }
  const kind = (code === null ? undefined : BY_CODE[code]) ?? kindOfExit(code, stderr, quota);
  return {
    kind,
    message: shortMessage(`gemini ${describeExit(exit)} without a result.${tail}`),
    ...retryOf(kind, stderr, quota),
  };
}

/** A result that was lost on the way, as it may be behind a long prompt, leaves its status in the exit code. */
function kindOfExit(code: number | null, stderr: string, quota: QuotaHint): OutcomeKind {
  const status = statusOfExit(code);
  const reason = /API_KEY_INVALID|API key not valid/.test(stderr) ? 'API_KEY_INVALID' : null;
  return status === null
    ? 'failed'
    : (kindByWords(stderr) ?? kindOfApiError({ status, reason, message: stderr }, quota));
}
