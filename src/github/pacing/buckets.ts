/** A token bucket: holds at most `capacity`, refills evenly. Values, not objects with behaviour, so that tests can step them. */
export interface Bucket {
  readonly capacity: number;
  readonly perMs: number;
  readonly level: number;
  /** When `level` was true, milliseconds. */
  readonly at: number;
}

function fullBucket(capacity: number, perMs: number, now: number): Bucket {
  return { capacity, perMs, level: capacity, at: now };
}

function levelAt(bucket: Bucket, now: number): number {
  return Math.min(bucket.capacity, bucket.level + Math.max(0, now - bucket.at) * bucket.perMs);
}

function take(bucket: Bucket, now: number): Bucket {
  return { ...bucket, level: levelAt(bucket, now) - 1, at: now };
}

/** Milliseconds until the bucket holds `needed` tokens; 0 when it does. */
function waitUntil(bucket: Bucket, needed: number, now: number): number {
  const missing = needed - levelAt(bucket, now);
  return missing <= 0 ? 0 : Math.ceil(missing / bucket.perMs);
}

/**
 * The two limits of GitHub for content (80 a minute, 500 an hour) as buckets: capacity plus refill never exceed the limit in any
 * window of that length, a burst of ten goes out at once, and a long queue flows on evenly instead of stopping for most of an hour.
 */
export interface Allowance {
  readonly minute: Bucket;
  readonly hour: Bucket;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function fullAllowance(now: number): Allowance {
  return { minute: fullBucket(10, 70 / MINUTE, now), hour: fullBucket(200, 300 / HOUR, now) };
}

export function spend(allowance: Allowance, now: number): Allowance {
  return { minute: take(allowance.minute, now), hour: take(allowance.hour, now) };
}

/** Milliseconds until a write may go that leaves `reserve` tokens of the hour to others. */
export function allowanceWait(allowance: Allowance, reserve: number, now: number): number {
  return Math.max(waitUntil(allowance.minute, 1, now), waitUntil(allowance.hour, 1 + reserve, now));
}
