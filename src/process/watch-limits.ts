import type { ProgramExit, ProgramRequest } from './program.js';

/** The longest wait a timer of Node takes; beyond it, it would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface LimitWatch {
  /** Resolves with the reason to stop the program; stays pending when there is none. */
  readonly reached: Promise<Extract<ProgramExit, { kind: 'timeout' | 'cancelled' }>>;
  clear(): void;
}

/** Watches a program's time limit, its abort signal and `failed`, which counts as cancelled. */
export function watchLimits(request: Pick<ProgramRequest, 'timeoutMs' | 'signal'>, failed: Promise<void>): LimitWatch {
  let clear = (): void => undefined;
  const reached = new Promise<{ kind: 'timeout' | 'cancelled' }>((resolve) => {
    const cancel = () => resolve({ kind: 'cancelled' });
    const timer = setTimeout(() => resolve({ kind: 'timeout' }), Math.min(request.timeoutMs, LONGEST_TIMER_MS));
    request.signal?.addEventListener('abort', cancel, { once: true });
    void failed.then(cancel);
    clear = () => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', cancel);
    };
  });
  return { reached, clear: () => clear() };
}
