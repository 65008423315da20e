/** Sweeps that an open item has outlived, by its exact text. */
export type ItemAttempts = Readonly<Record<string, number>>;

export interface StaleItem {
  readonly text: string;
  readonly attempts: number;
}

/** The threshold for records from before it was written down: the default of `sweep.escalate_after`. */
export const ESCALATE_AFTER = 3;

/**
 * The counters after a sweep in which an agent was started: one more for every text that was open before and still is, none for
 * a text that is open no longer. A new text begins to count with its next sweep; items of equal text share a counter.
 */
export function countSurvivors(
  attempts: ItemAttempts,
  before: readonly string[],
  after: readonly string[],
): ItemAttempts {
  const known = new Map(Object.entries(attempts));
  const open = new Set(after);
  for (const text of new Set(before)) {
    if (open.has(text)) {
      known.set(text, (known.get(text) ?? 0) + 1);
    }
  }
  return onlyOpen(Object.fromEntries(known), after);
}

/** The counters without those of items that are open no longer. */
export function onlyOpen(attempts: ItemAttempts, open: readonly string[]): ItemAttempts {
  const texts = new Set(open);
  return Object.fromEntries(Object.entries(attempts).filter(([text]) => texts.has(text)));
}

/** Items that outlived at least `threshold` sweeps: the most stubborn first, then by text. */
export function staleItems(attempts: ItemAttempts, threshold: number): readonly StaleItem[] {
  return Object.entries(attempts)
    .map(([text, count]) => ({ text, attempts: count }))
    .filter((item) => item.attempts >= Math.max(1, threshold))
    .sort((a, b) => b.attempts - a.attempts || (a.text < b.text ? -1 : 1));
}

/** Items that became stale between two counts; each is told once. */
export function newlyStale(before: ItemAttempts, after: ItemAttempts, threshold: number): readonly StaleItem[] {
  const known = new Map(Object.entries(before));
  return staleItems(after, threshold).filter((item) => (known.get(item.text) ?? 0) < Math.max(1, threshold));
}
