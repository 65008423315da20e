/** Text that is kept of an agent that has no messages, only output; a plan, the longest that is read from it, is far shorter. */
const MOST_CHARS = 1_000_000;

/** Collects lines of text and keeps the end of them. */
export interface TextEnd {
  add(line: string): void;
  clear(): void;
  /** Whether nothing but white space came since it was cleared; told without reading what is kept. */
  blank(): boolean;
  /** Without white space around it. */
  text(): string;
}

export function textEnd(): TextEnd {
  let lines: string[] = [];
  let chars = 0;
  let first = 0;
  let blank = true;
  return {
    add(line) {
      lines.push(line);
      blank &&= line.trim() === '';
      chars += line.length + 1;
      while (chars > MOST_CHARS && first < lines.length - 1) {
        chars -= (lines[first]?.length ?? 0) + 1;
        // Let go at once: each may be two megabytes.
        lines[first] = '';
        first += 1;
      }
      // Dropped in bulk: taking lines off the front one by one costs as much as there are lines.
      if (first > 10_000) {
        lines = lines.slice(first);
        first = 0;
      }
    },
    clear() {
      lines = [];
      chars = 0;
      first = 0;
      blank = true;
    },
    blank: () => blank,
    text: () => lines.slice(first).join('\n').trim(),
  };
}
