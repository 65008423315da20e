import type { Clock } from '../../base/clock.js';
import { githubError } from '../errors.js';
import { failureOf } from './failure.js';

const MAX_ATTEMPTS = 4;
const BACKOFF_MS = 1000;
/** What GitHub asks for where it names no time: at least a minute. */
const LIMIT_WAIT_MS = 60_000;
/** Longer waits are not ours to sit out: the caller's own schedule comes back. */
const MAX_WAIT_MS = 120_000;

export interface Attempt<T> {
  /** Noun phrase for the error text: `creating a comment`. */
  readonly doing: string;
  readonly clock: Clock;
  /**
   * What to do when nobody knows whether the call was carried out: `repeat` for calls that may happen twice, `fail` for those that may
   * not, or a function that looks for the effect and returns it, or null when it is not there (then the call is repeated).
   */
  readonly onAmbiguous: 'repeat' | 'fail' | (() => Promise<T | null>);
  readonly send: () => Promise<T>;
  /** The untouched error of a refused call, for callers that know what it means; null: let it be an error. */
  readonly refused?: (failure: { readonly status: number; readonly message: string }) => T | null;
}

/** Sends with a bounded number of repetitions; rejects with a PitbossError only. */
export async function attempt<T>(call: Attempt<T>): Promise<T> {
  let waited = 0;
  for (let round = 1; ; round += 1) {
    try {
      return await call.send();
    } catch (error) {
      const failure = failureOf(error);
      const meaning = failure.kind === 'refused' ? (call.refused?.(failure) ?? null) : null;
      if (meaning !== null) {
        return meaning;
      }
      const repeatable = failure.kind === 'limited' || (failure.kind === 'ambiguous' && call.onAmbiguous !== 'fail');
      const wait = waitFor(failure, round);
      if (!repeatable || round >= MAX_ATTEMPTS || waited + wait > MAX_WAIT_MS) {
        throw githubError(error, call.doing);
      }
      waited += wait;
      await call.clock.sleep(wait);
      if (failure.kind === 'ambiguous' && typeof call.onAmbiguous === 'function') {
        const found = await call.onAmbiguous();
        if (found !== null) {
          return found;
        }
      }
    }
  }
}

function waitFor(failure: { readonly kind: string; readonly waitMs: number | null }, round: number): number {
  const fallback = failure.kind === 'limited' ? LIMIT_WAIT_MS : BACKOFF_MS * 2 ** (round - 1);
  return failure.waitMs ?? fallback;
}
