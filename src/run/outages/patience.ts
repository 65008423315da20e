import type { Halt } from '../record.js';

/** Until when a run sleeps (ISO 8601), and why. */
export interface Wait {
  readonly until: string;
  readonly reason: Halt;
}

/** What a provider or a CLI said about when to ask again: after so many milliseconds, or at a time (ISO 8601). */
export interface Told {
  readonly afterMs?: number;
  readonly at?: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Pauses before a dispatch that failed for a passing reason is tried again; the last one repeats. Milliseconds. */
const PAUSES = [10_000, MINUTE, 5 * MINUTE] as const;
/** A pause that would be longer is none: the run sleeps, and no machine waits for it. */
const LONGEST_PAUSE = 10 * MINUTE;
/** How long a run sleeps when nobody told until when: longer each time that it finds nothing better. */
const SLEEPS = {
  transient: [15 * MINUTE, 30 * MINUTE, HOUR],
  quota: [HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR],
} as const;
/** A nearer time is not worth a shift of its own; a further one is asked about in between. */
const SHORTEST_SLEEP = MINUTE;
const LONGEST_SLEEP = 7 * DAY;

/**
 * The pause before a try, in milliseconds; null where none should be made. There is no chance in it: one run has one agent at a time.
 * @param told what the provider said about it, and when
 */
export function pauseBefore(
  tries: { /** How often it was tried again already. */ readonly made: number; readonly most: number },
  told: Told | undefined,
  now: number,
): number | null {
  const pause = Math.max(delayOf(told, now), nth(PAUSES, tries.made));
  return tries.made >= tries.most || pause > LONGEST_PAUSE ? null : pause;
}

export interface Outage {
  readonly kind: 'transient' | 'quota';
  readonly told: Told | undefined;
  /** How often this run has slept for its agent since something landed. */
  readonly waits: number;
}

/** When a run that cannot have its agent looks again, in milliseconds since the epoch. */
export function wakeTime({ kind, told, waits }: Outage, now: number): number {
  const delay = delayOf(told, now);
  // A time that is past tells nothing: the limit should be over, and is not.
  const sleep = delay > 0 ? delay : nth(SLEEPS[kind], waits);
  return now + Math.min(LONGEST_SLEEP, Math.max(SHORTEST_SLEEP, sleep));
}

/** Milliseconds from now that somebody told to wait; 0 where nobody did. */
function delayOf(told: Told | undefined, now: number): number {
  const delay = told?.at === undefined ? (told?.afterMs ?? 0) : Date.parse(told.at) - now;
  return Number.isFinite(delay) ? Math.max(0, delay) : 0;
}

function nth(steps: readonly [number, ...number[]], index: number): number {
  return steps[Math.min(index, steps.length - 1)] ?? steps[0];
}
