import type { OutcomeKind } from '../contract.js';

/** Exceptions of litellm by their class, as Aider prints them: `litellm.RateLimitError: …`. */
const BY_CLASS: ReadonlyMap<string, OutcomeKind> = new Map([
  ['AuthenticationError', 'authentication'],
  ['PermissionDeniedError', 'authentication'],
  ['RateLimitError', 'transient'],
  ['RouterRateLimitError', 'transient'],
  ['APIConnectionError', 'transient'],
  ['APIError', 'transient'],
  ['InternalServerError', 'transient'],
  ['ServiceUnavailableError', 'transient'],
  ['Timeout', 'transient'],
  ['BudgetExceededError', 'budget'],
  ['ContentPolicyViolationError', 'refused'],
  ['ContextWindowExceededError', 'context_limit'],
]);

/** Sentences that Aider prints itself, for errors that it explains and for ends of its own. */
const BY_SENTENCE: readonly (readonly [RegExp, OutcomeKind])[] = [
  [/^The API provider is not able to authenticate you\b/, 'authentication'],
  [/^The API provider has rate limited you\b/, 'transient'],
  [/^The API provider's servers are down or overloaded\b/, 'transient'],
  [/^The API provider timed out without returning a response\b/, 'transient'],
  [/^The API provider has refused the request due to a safety policy\b/, 'refused'],
  [/^Model \S+ has hit a token limit!/, 'context_limit'],
  [/^Only \d+ reflections allowed, stopping\./, 'turn_limit'],
  [/^Empty response received from LLM\b/, 'failed'],
  [/^Exception while updating files:/, 'failed'],
  [/^Traceback \(most recent call last\):/, 'failed'],
];

const LITELLM = /^litellm\.(?:\w+\.)*(\w+): /;
/** A used-up quota comes as a rate limit, and does not pass in a moment. */
const QUOTA = /\b(?:insufficient_quota|exceeded your current quota|credit balance|billing)\b/i;

export interface PrintedError {
  readonly kind: OutcomeKind;
  readonly line: string;
  /** Whether it is the exception itself; Aider's own sentence may follow it as an explanation. */
  readonly exception: boolean;
}

/** An error that Aider printed: it does so on standard output, between the words of the model, and goes on to exit with 0. */
export function readError(line: string): PrintedError | null {
  const name = LITELLM.exec(line)?.[1];
  if (name !== undefined) {
    const kind = QUOTA.test(line) ? 'quota' : (BY_CLASS.get(name) ?? 'failed');
    return { kind, line, exception: true };
  }
  const sentence = BY_SENTENCE.find(([pattern]) => pattern.test(line));
  return sentence === undefined ? null : { kind: sentence[1], line, exception: false };
}
