const LINES = 40;
/** 40 such lines still fit into a prompt and a comment. */
const LINE_LENGTH = 1_000;

/** The last lines of an output, in order of arrival; long ones are cut. */
export interface OutputTail {
  add(line: string): void;
  /** How many lines came in all. */
  count(): number;
  lines(): readonly string[];
}

export function outputTail(): OutputTail {
  const ring: string[] = [];
  let count = 0;
  return {
    add(line) {
      ring[count % LINES] = line.length > LINE_LENGTH ? cutCopy(line) : line;
      count += 1;
    },
    count: () => count,
    lines() {
      const first = count > LINES ? count % LINES : 0;
      return [...ring.slice(first), ...ring.slice(0, first)];
    },
  };
}

/** A copy: a mere slice would keep the whole line, perhaps megabytes, in memory. */
function cutCopy(line: string): string {
  return `${Buffer.from(line.slice(0, LINE_LENGTH)).toString()}…`;
}
