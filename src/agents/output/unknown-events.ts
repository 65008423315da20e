const MOST_NAMES = 50;
const NAME_LENGTH = 60;

/** Counts event types that a reader does not know; a program that invents names for ever fills no memory. */
export interface UnknownEvents {
  add(name: string): void;
  counts(): Record<string, number>;
}

export function unknownEvents(): UnknownEvents {
  const counts = new Map<string, number>();
  return {
    add(name) {
      const short = name.slice(0, NAME_LENGTH);
      const key = counts.has(short) || counts.size < MOST_NAMES ? short : '(others)';
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    counts: () => Object.fromEntries(counts),
  };
}
