import { fail, ok, type Result } from '../../base/result.js';

/** One word of a command line. A quoted word is never a flag. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
]);

/** Splits a line at blanks; `"…"`, `'…'` and backticks keep words together, also after `--key=`. The error holds the unclosed text. */
export function splitWords(line: string): Result<readonly Word[], string> {
  const text = normalise(line);
  const words: Word[] = [];
  let position = 0;
  while (position < text.length) {
    if (/\s/.test(text.charAt(position))) {
      position += 1;
      continue;
    }
    const word = readWord(text, position);
    if (word.end === null) {
      return fail(text.slice(position));
    }
    words.push({ text: word.text, quoted: QUOTES.has(text.charAt(position)) });
    position = word.end;
  }
  return ok(words);
}

/** Phones write curly quotes and turn `--` into a dash; a dash before a letter at the start of a word can only have been `--`. */
function normalise(line: string): string {
  return line
    .replaceAll(/[\u201c\u201d\u201e\u201f\u00ab\u00bb]/g, '"')
    .replaceAll(/[\u2018\u2019\u201a\u201b]/g, "'")
    .replaceAll(/(^|\s)[\u2013\u2014](?=[A-Za-z])/g, '$1--')
    .replaceAll('\u00a0', ' ');
}

/** `end` is null when a quote is not closed. Only a quote at the start of a word or of a flag's value opens one: `it's` is a word. */
function readWord(text: string, start: number): { readonly text: string; readonly end: number | null } {
  let collected = '';
  let position = start;
  while (position < text.length && !/\s/.test(text.charAt(position))) {
    const letter = text.charAt(position);
    const closing = QUOTES.get(letter);
    if (closing === undefined || (position > start && text.charAt(position - 1) !== '=')) {
      collected += letter;
      position += 1;
      continue;
    }
    const end = text.indexOf(closing, position + 1);
    if (end === -1) {
      return { text: collected, end: null };
    }
    collected += text.slice(position + 1, end);
    position = end + 1;
  }
  return { text: collected, end: position };
}
