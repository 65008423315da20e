/** What one runner's output says about a run. */
export interface RunnerResult {
  /** Each failing test by name, without repetition. */
  readonly names: readonly string[];
  /** How many tests ran; packages, where the runner counts only those. */
  readonly ran: number;
  /** Whether the names are all there is: the runner's own counts agree, and nothing was cut short or crashed. */
  readonly complete: boolean;
}

/** Reads the output of one kind of runner line by line. It trusts the names only where the runner's own summary confirms them. */
export interface FailureReader {
  /** @param line without colours and of bounded length */
  add(line: string): void;
  /** Null when this runner printed nothing. */
  result(): RunnerResult | null;
}

/** More failing tests than this are no list that anybody could keep an eye on. */
const MOST_NAMES = 500;
const LONGEST_NAME = 300;

/** Names as they are collected, with bounds. */
export interface NameList {
  add(name: string): void;
  all(): readonly string[];
  has(name: string): boolean;
  /** How often a name was added, repetitions included. */
  readonly added: number;
  /** False when a bound was hit, so that the list is not the whole truth. */
  readonly whole: boolean;
}

export function nameList(most = MOST_NAMES): NameList {
  const names = new Set<string>();
  let added = 0;
  let whole = true;
  return {
    add(name) {
      added += 1;
      // A shortened name could be that of another test.
      if (name === '' || name.length > LONGEST_NAME || names.size >= most) {
        whole = whole && names.has(name);
        return;
      }
      // A copy: a mere part of a line would keep the whole of it in memory.
      names.add(names.has(name) ? name : Buffer.from(name).toString());
    },
    all: () => [...names].sort(),
    has: (name) => names.has(name),
    get added() {
      return added;
    },
    get whole() {
      return whole;
    },
  };
}

/** Most test names, passed ones included, that are kept to notice a name that two tests share. */
export const MOST_TESTS = 20_000;

/** The number in a piece of text, or 0. */
export function numberIn(text: string | undefined): number {
  return Number(text ?? 0);
}
