import type { ProgramExit } from '../../process/program.js';
import type { OutcomeKind, RetryHint } from '../contract.js';
import { describeExit, exitedWell, shortMessage } from '../output/describe-exit.js';
import { saidRetry } from './retry.js';

export interface Verdict {
  readonly kind: OutcomeKind;
  readonly message: string;
  readonly retry?: RetryHint;
}

/** What the stream told about the end. */
export interface StreamEnd {
  /** Words of `turn.failed`; null where none came. */
  readonly failure: string | null;
  readonly completed: boolean;
  /** Whether the model said anything. */
  readonly answered: boolean;
  /** The last wait that a rate limit asked for. */
  readonly wait: RetryHint | null;
  readonly stderr: string;
}

/**
 * Kinds by the words of a failure: the CLI tells no status of its own. The first that fits decides, so the lasting come before the
 * passing: "rate limit" stands in the advice of a used-up plan too.
 */
const BY_WORDS: readonly (readonly [RegExp, OutcomeKind])[] = [
  [
    /ran out of room in the model's context window|context_length_exceeded|input exceeds the maximum length|reason: max_output_tokens/i,
    'context_limit',
  ],
  [/reason: content_filter/i, 'refused'],
  [/quota exceeded|insufficient_quota|usage limit|purchase more credits|out of credits|status 402\b/i, 'quota'],
  [/status 40[13]\b|missing environment variable/i, 'authentication'],
  // What the provider took for wrong stays wrong, whatever its words are about.
  [/unexpected status 4(?!08|09|25|29|99)\d\d\b/i, 'failed'],
  [
    /status:? (?:408|409|429|5\d\d)\b|rate limit|high demand|at capacity|stream disconnected|connection failed/i,
    'transient',
  ],
  [/error sending request|timed out|timeout/i, 'transient'],
];

/** Standard error of a CLI that stopped before its first event. */
const BY_COMPLAINT: readonly (readonly [RegExp, OutcomeKind, string])[] = [
  [/input exceeds the maximum length/i, 'context_limit', 'codex takes no prompt of this length.'],
  [/missing optional dependency|spawn .* ENOENT/i, 'missing_program', 'codex is only half installed.'],
  [
    /unexpected argument|invalid value .* for|unknown feature flag|error loading config|is no longer supported/i,
    'unsupported_version',
    'codex does not know an option that we use.',
  ],
];

/** Of a failed turn, from its words. */
function kindOfFailure(words: string): OutcomeKind {
  return BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'failed';
}

/** The terminal event first, the exit second; a failure that was told beats everything, and a missing terminal event is never success. */
export function verdict(end: StreamEnd, exit: ProgramExit): Verdict {
  if (end.failure !== null) {
    const kind = kindOfFailure(end.failure);
    const retry = kind === 'transient' || kind === 'quota' ? (saidRetry(end.failure) ?? end.wait) : null;
    return { kind, message: failureMessage(end.failure, exit), ...(retry === null ? {} : { retry }) };
  }
  if (end.completed) {
    return end.answered
      ? { kind: 'completed', message: '' }
      : { kind: 'refused', message: 'codex: the model ended its turn without a word, as it does when it declines.' };
  }
  return withoutEnd(end.stderr, exit);
}

function failureMessage(words: string, exit: ProgramExit): string {
  const how = exit.kind === 'exited' ? `exit ${exit.code}` : describeExit(exit);
  return shortMessage(`codex: ${words.trim() === '' ? 'failed without a message' : plain(words)} (${how})`);
}

/** Some failures are the body of the provider's answer. */
function plain(words: string): string {
  return /"message":\s*"((?:[^"\\]|\\.){1,500})"/.exec(words)?.[1] ?? words.trim();
}

function withoutEnd(stderr: string, exit: ProgramExit): Verdict {
  const tail = stderr === '' ? '' : `\n${stderr}`;
  const known = BY_COMPLAINT.find(([pattern]) => pattern.test(stderr));
  if (known !== undefined && !exitedWell(exit)) {
    return { kind: known[1], message: shortMessage(`${known[2]}${tail}`) };
  }
  if (exitedWell(exit)) {
    return {
      kind: 'protocol_drift',
      message: shortMessage(`codex ended without an event that we understand as its end.${tail}`),
    };
  }
  return { kind: 'failed', message: shortMessage(`codex ${describeExit(exit)} before its turn was over.${tail}`) };
}
