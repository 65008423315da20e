import type { Clock } from '../base/clock.js';

/** Pushes per minute that GitHub recommends as the most for one repository. */
const PER_MINUTE = 6;

/** Counts a shift's pushes, so that checkpoints can be spared when many were made lately (I11). */
export interface PushPacer {
  /** Whether a checkpoint may be pushed now; one that must be kept before money is spent again always may. Counts it if so. */
  allows(required: boolean): boolean;
  /** Counts a push that is made in any case. */
  note(): void;
}

export function pushPacer(clock: Clock): PushPacer {
  let recent: number[] = [];
  const note = (): void => {
    recent.push(clock.now());
  };
  return {
    allows(required) {
      const now = clock.now();
      recent = recent.filter((at) => now - at < 60_000);
      if (!required && recent.length >= PER_MINUTE) {
        return false;
      }
      note();
      return true;
    },
    note,
  };
}
