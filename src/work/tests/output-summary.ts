/** The original kept the last 40 lines; what stands before them is added so that the first failure is seen as well. */
const TAIL = 40;
const HEAD = 10;
/** Lines around failures in the middle: how many in all, and how many before and after each. */
const MIDDLE = 40;
const BEFORE = 2;
const AFTER = 12;
/** Longest line of the tail, and of what is added to it: all together still fit into a prompt and a comment. */
const TAIL_LENGTH = 1_000;
const OTHER_LENGTH = 300;

/** How common runners and compilers begin the report of a failure. */
const FAILURE =
  /^\s*(?:not ok\b|--- FAIL|FAIL\b|FAILED\b|●|✖|✗|×|E {3}|\d+\) )|<<< (?:FAILURE|ERROR)!|\bpanicked at\b|^\s*(?:\w*Error|error|fatal)(?:\[\w+\])?: |AssertionError|Traceback/;

/** What is kept of an output while it arrives; memory does not depend on its length. */
export interface OutputSummary {
  /** @param line as it is to be shown, of bounded length */
  add(line: string): void;
  /** How many lines came in all. */
  count(): number;
  /** Head, failing parts and tail in order of arrival, each gap said. */
  lines(): readonly string[];
}

interface Kept {
  readonly at: number;
  readonly line: string;
}

export function outputSummary(): OutputSummary {
  const early: Kept[] = [];
  const ring: Kept[] = [];
  let count = 0;
  let middle = 0;
  let after = 0;

  function keepEarly(kept: Kept): void {
    if (kept.at >= HEAD) {
      middle += 1;
    }
    early.push({ ...kept, line: cut(kept.line, OTHER_LENGTH) });
  }

  function lookAt(kept: Kept): void {
    if (kept.at < HEAD) {
      keepEarly(kept);
      return;
    }
    if (after === 0 && middle < MIDDLE && FAILURE.test(kept.line)) {
      const known = early.at(-1)?.at ?? -1;
      inOrder()
        .slice(-BEFORE)
        .filter((each) => each.at > known)
        .forEach(keepEarly);
      after = AFTER;
    }
    if (after > 0 && middle < MIDDLE) {
      after -= 1;
      keepEarly(kept);
    }
  }

  const inOrder = (): readonly Kept[] => {
    const first = count > TAIL ? count % TAIL : 0;
    return [...ring.slice(first), ...ring.slice(0, first)];
  };

  return {
    add(line) {
      const kept = { at: count, line: cut(line, TAIL_LENGTH) };
      lookAt(kept);
      ring[count % TAIL] = kept;
      count += 1;
    },
    count: () => count,
    lines() {
      const tail = inOrder();
      const start = tail[0]?.at ?? 0;
      return withGaps([...early.filter((kept) => kept.at < start), ...tail]);
    },
  };
}

function withGaps(kept: readonly Kept[]): readonly string[] {
  let next = 0;
  return kept.flatMap(({ at, line }) => {
    const left = at - next;
    next = at + 1;
    return left > 0 ? [`[… ${left} ${left === 1 ? 'line' : 'lines'} left out …]`, line] : [line];
  });
}

function cut(line: string, length: number): string {
  // A copy: a mere slice would keep the whole line in memory.
  return line.length > length ? `${Buffer.from(line.slice(0, length)).toString()}…` : line;
}
