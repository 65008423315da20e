import type { Clock } from '../base/clock.js';

/** Writers that lose a race wait a growing, uneven time, so that they do not meet again. */
export interface Patience {
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** Times that a write is tried again after it lost a race. */
export const MAX_RETRIES = 5;

const FIRST_DELAY_MS = 40;

/** Waits before retry `n` (from 1): about 40, 80, 160, 320, 640 ms, each between half and one and a half of that. */
export function pause(patience: Patience, n: number): Promise<void> {
  return patience.clock.sleep(Math.round(FIRST_DELAY_MS * 2 ** (n - 1) * (0.5 + patience.random())));
}

/** Sixteen hexadecimal digits that make one attempt's commit unlike any other's. */
export function attemptMark(random: () => number): string {
  const part = () =>
    Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  return `${part()}${part()}`;
}
