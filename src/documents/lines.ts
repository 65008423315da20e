/** A text seen as lines that end in LF. Lines are found once and cut out only when somebody asks: plans may have very many. */
export interface Lines {
  /** One more than there are LFs, as with `split`. */
  readonly count: number;
  /** A line without its LF. */
  at(index: number): string;
  /** The character that a line begins with; its LF, if it is empty. */
  initial(index: number): string;
  startsWith(index: number, prefix: string): boolean;
  /** The raw text of the lines `from` to `end` (exclusive), LFs included. */
  between(from: number, end: number): string;
}

export function splitLines(text: string): Lines {
  const starts = lineStarts(text);
  const startOf = (index: number): number => starts[index] ?? text.length + 1;
  return {
    count: starts.length,
    at: (index) => text.slice(startOf(index), startOf(index + 1) - 1),
    initial: (index) => text.charAt(startOf(index)),
    startsWith: (index, prefix) => text.startsWith(prefix, startOf(index)),
    between: (from, end) => text.slice(startOf(from), Math.max(startOf(from), Math.min(startOf(end), text.length))),
  };
}

function lineStarts(text: string): Uint32Array {
  let count = 1;
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) {
    count += 1;
  }
  const starts = new Uint32Array(count);
  let start = 0;
  for (let line = 1; line < count; line += 1) {
    start = text.indexOf('\n', start) + 1;
    starts[line] = start;
  }
  return starts;
}

/** A run of CRs that ends a line; found from its beginning only, so that a long one is not looked through again and again. */
const LINE_END = /(?<!\r)\r+(?:\n|$)/g;

/**
 * Turns CRLF into LF, as GitHub's editors and Windows checkouts need; also one that was converted twice, or cut at the end of the
 * text. Any other lone CR stays an ordinary character.
 */
export function toLf(text: string): string {
  return text.includes('\r') ? text.replaceAll(LINE_END, '\n') : text;
}
