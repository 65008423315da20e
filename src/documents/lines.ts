/** A text seen as lines that end in LF. Lines are found once and cut out only when somebody asks: plans may have very many. */
export interface Lines {
  /** One more than there are LFs, as with `split`. */
  readonly count: number;
  /** A line without its LF. */
  at(index: number): string;
  startsWith(index: number, prefix: string): boolean;
  /** The raw text of the lines `from` to `end` (exclusive), LFs included. */
  between(from: number, end: number): string;
}

export function splitLines(text: string): Lines {
  const starts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) {
    starts.push(index + 1);
  }
  const startOf = (index: number): number => starts[index] ?? text.length + 1;
  return {
    count: starts.length,
    at: (index) => text.slice(startOf(index), startOf(index + 1) - 1),
    startsWith: (index, prefix) => text.startsWith(prefix, startOf(index)),
    between: (from, end) => text.slice(startOf(from), Math.max(startOf(from), Math.min(startOf(end), text.length))),
  };
}

/** Turns CRLF into LF, as GitHub's editors and Windows checkouts need; a lone CR stays an ordinary character. */
export function toLf(text: string): string {
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
}
