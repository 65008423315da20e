const LINES = 8;
const LINE_LENGTH = 300;

/** The last few lines of standard error, for the message of a dispatch that failed. */
export interface StderrTail {
  add(line: string): void;
  /** One line, empty when nothing came. */
  text(): string;
}

export function stderrTail(): StderrTail {
  const lines: string[] = [];
  return {
    add(line) {
      if (line.trim() !== '') {
        // Copied: a mere slice would keep the whole line, perhaps megabytes, in memory.
        lines.push(Buffer.from(line.slice(0, LINE_LENGTH)).toString());
        lines.splice(0, lines.length - LINES);
      }
    },
    text: () => lines.join(' / '),
  };
}
