import type { Clock } from '../base/clock.js';

/** Pushes per minute that GitHub recommends as the most for one repository. */
const PER_MINUTE = 6;

/** Spares checkpoints when many were pushed lately; what must be kept before money is spent again is never spared. */
export function pushPacer(clock: Clock): { allows(required: boolean): boolean } {
  let recent: number[] = [];
  return {
    allows(required) {
      const now = clock.now();
      recent = recent.filter((at) => now - at < 60_000);
      if (!required && recent.length >= PER_MINUTE) {
        return false;
      }
      recent.push(now);
      return true;
    },
  };
}
