import { fail, ok, type Result } from '../../base/result.js';

/** One word of a command line. A quoted word is never a flag. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
  /** Offset in the line of the character behind its last one. */
  readonly end: number;
}

const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
]);

/**
 * The next word of a line from an offset on; null where none is left. Words end at blanks; `"…"`, `'…'` and backticks keep them
 * together, also after `--key=`. The error holds the text whose quote is not closed.
 */
export function nextWord(line: string, from: number): Result<Word | null, string> {
  const text = normalise(line);
  const start = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
  if (start >= text.length) {
    return ok(null);
  }
  const word = readWord(text, start);
  if (word.end === null) {
    return fail(text.slice(start));
  }
  const quoted = QUOTES.has(text.charAt(start));
  return ok({ text: quoted ? word.text : withDashes(word.text), quoted, end: word.end });
}

/** Phones write curly quotes. Each character stands for one, so that offsets stay true. */
function normalise(line: string): string {
  return line
    .replaceAll(/[\u201c\u201d\u201e\u201f\u00ab\u00bb]/g, '"')
    .replaceAll(/[\u2018\u2019\u201a\u201b]/g, "'")
    .replaceAll('\u00a0', ' ');
}

/** They turn `--` into a dash, too; one before a letter at the start of a word can only have been `--`. */
function withDashes(word: string): string {
  return word.replace(/^[\u2013\u2014](?=[A-Za-z])/, '--');
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
