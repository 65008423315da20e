import type { Clock } from './clock.js';

/** The machine's own time. Timers do not keep the process alive: what a process waits for is its work, not its clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      // setTimeout takes at most 2^31-1 ms; a longer sleep ends early and its caller looks at the clock again.
      const timer = setTimeout(finish, Math.min(ms, 2_147_483_647));
      function finish(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      }
      signal?.addEventListener('abort', finish, { once: true });
    }),
};
