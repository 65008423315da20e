import type { Credential } from '../credentials.js';
import type { State } from '../state.js';

const HOUR_MS = 3_600_000;

/** Counts requests per credential as GitHub does; nothing is refused (a fault can do that). */
export class RateLimits {
  readonly #windows = new Map<string, { used: number; resetAt: number }>();
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** Books one request and returns the headers of its answer. */
  book(credential: Credential): Record<string, string> {
    const window = this.#window(credential);
    window.used += 1;
    const { limit, remaining, reset, used } = this.view(credential);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-used': String(used),
      'x-ratelimit-resource': 'core',
    };
  }

  view(credential: Credential): { limit: number; used: number; remaining: number; reset: number } {
    const { used, resetAt } = this.#window(credential);
    const limit = { anonymous: 60, job: 1000, user: 5000, app: 5000, installation: 5000 }[credential.kind];
    return { limit, used, remaining: Math.max(0, limit - used), reset: Math.ceil(resetAt / 1000) };
  }

  #window(credential: Credential): { used: number; resetAt: number } {
    const key = credential.token ?? credential.kind;
    const now = this.#state.now();
    const known = this.#windows.get(key);
    if (known !== undefined && known.resetAt > now) {
      return known;
    }
    const fresh = { used: 0, resetAt: now + HOUR_MS };
    this.#windows.set(key, fresh);
    return fresh;
  }
}
