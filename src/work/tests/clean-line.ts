import { withoutSequences } from '../../report/printable.js';

/** Longest part of a line that anybody looks at, in characters. */
const LONGEST = 4_096;

/** What makes a line worth looking at more closely; most have nothing of it. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** A line of output as a person would see it: without colours, without what a progress display wrote over, and bounded. */
export function cleanLine(line: string): string {
  // A copy of the part: a mere slice would keep the whole line, perhaps megabytes, in memory.
  const part = line.length > LONGEST ? `${Buffer.from(line.slice(0, LONGEST)).toString()}…` : line;
  if (!CONTROL.test(part)) {
    return part;
  }
  const plain = withoutSequences(part).replace(/\r+$/, '');
  return plain
    .slice(plain.lastIndexOf('\r') + 1)
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => (character === '\t' ? '\t' : ''));
}
