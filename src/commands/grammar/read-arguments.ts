import { fail, ok, type Result } from '../../base/result.js';
import { type CommandLine, MAX_PARSED_CHARS } from './command-lines.js';
import { nearest } from './nearest.js';
import { type ArgumentSpec, type CommandSpec, freeArgument } from './registry.js';
import type { CommandProblem } from './verbs.js';
import { nextWord, type Word } from './words.js';

/** The values of a command, by the names of its arguments. */
export type Values = ReadonlyMap<string, string>;

/** Characters that a free text may have. */
export const MAX_TEXT_CHARS = 8000;

/** What a command takes: its arguments in the registry. */
type Taking = Pick<CommandSpec, 'arguments'>;

/** Reads what stands behind the verb; the verb is the first word of the line. */
export function readArguments(spec: Taking, written: CommandLine): Result<Values, CommandProblem> {
  const free = freeArgument(spec);
  const line = free === null ? written.rest : firstLine(written.visible);
  const verb = nextWord(line, 0);
  const values = new Map<string, string>();
  let at = verb.ok && verb.value !== null ? verb.value.end : line.length;
  for (;;) {
    const read = nextArgument(spec, values, { line, at });
    if (!read.ok) {
      return read;
    }
    if (read.value === null) {
      break;
    }
    const { argument, value, end } = read.value;
    if (values.has(argument.name)) {
      return fail({ kind: 'duplicate_flag', flag: `--${argument.name}` });
    }
    if (!argument.accepts(value)) {
      return fail({ kind: 'invalid_value', given: value, expected: argument.expected });
    }
    values.set(argument.name, value);
    at = end;
  }
  const complete = free === null ? ok(values) : withText(values, free, { written, line, at });
  return complete.ok ? nothingMissing(spec, complete.value) : complete;
}

interface Place {
  readonly line: string;
  readonly at: number;
}

/** Null: nothing more, or all that follows is free text. */
type Read = Result<
  { readonly argument: ArgumentSpec; readonly value: string; readonly end: number } | null,
  CommandProblem
>;

function nextArgument(spec: Taking, values: Values, place: Place): Read {
  const takesText = freeArgument(spec) !== null;
  const read = nextWord(place.line, place.at);
  if (!read.ok) {
    const isText = takesText && !read.error.startsWith('--');
    return isText ? ok(null) : fail({ kind: 'unclosed_quote', given: read.error });
  }
  const word = read.value;
  if (word === null) {
    return ok(null);
  }
  if (isFlag(word, takesText)) {
    return word.text === '--' && takesText ? ok(null) : readFlag(spec, word, place.line);
  }
  const argument = spec.arguments.find((item) => item.form === 'word' && !values.has(item.name)) ?? null;
  if (takesText) {
    return ok(argument?.accepts(word.text) ? { argument, value: word.text, end: word.end } : null);
  }
  return argument === null
    ? fail({ kind: 'unexpected_argument', given: word.text })
    : ok({ argument, value: word.text, end: word.end });
}

/** Before a text only two dashes make an option: `- a list` is a text. */
function isFlag({ text, quoted }: Word, takesText: boolean): boolean {
  return !quoted && text.startsWith(takesText ? '--' : '-');
}

/** How an argument may be written as a flag. */
function flagsOf({ form, name }: ArgumentSpec): readonly string[] {
  return form === 'option' || form === 'switch'
    ? [`--${name}`]
    : form === 'either'
      ? [`--${name}`, `--no-${name}`]
      : [];
}

/** `--key value` takes the word that follows; `--key=value` brings its value along; a switch has none. */
function readFlag(spec: Taking, word: Word, line: string): Read {
  const [flag = '', ...tail] = word.text.split('=');
  const name = flag.replace(/^--?/, '').toLowerCase();
  const toggle = spec.arguments.find((item) => item.form === 'either' && [item.name, `no-${item.name}`].includes(name));
  if (toggle !== undefined && flag.startsWith('--')) {
    const value = toggle.name === name ? 'yes' : 'no';
    return tail.length === 0
      ? ok({ argument: toggle, value, end: word.end })
      : fail({ kind: 'unexpected_argument', given: word.text });
  }
  const options = spec.arguments.filter((item) => item.form === 'option' || item.form === 'switch');
  const argument = options.find((item) => item.name === name);
  if (argument === undefined || !flag.startsWith('--')) {
    const allowed = spec.arguments.flatMap(flagsOf);
    return fail({ kind: 'unknown_flag', given: flag, suggestion: nearest(flag, allowed, 3), allowed });
  }
  if (argument.form === 'switch') {
    return tail.length > 0
      ? fail({ kind: 'unexpected_argument', given: tail.join('=') })
      : ok({ argument, value: name, end: word.end });
  }
  if (tail.length > 0) {
    const value = tail.join('=');
    return value === '' ? fail({ kind: 'missing_value', flag: `--${name}` }) : ok({ argument, value, end: word.end });
  }
  const next = nextWord(line, word.end);
  if (!next.ok) {
    return fail({ kind: 'unclosed_quote', given: next.error });
  }
  if (next.value === null || next.value.text === '' || (next.value.text.startsWith('--') && !next.value.quoted)) {
    return fail({ kind: 'missing_value', flag: `--${name}` });
  }
  return ok({ argument, value: next.value.text, end: next.value.end });
}

/** The free text, from where the options end. */
function withText(
  values: Values,
  free: ArgumentSpec,
  { written, line, at }: Place & { readonly written: CommandLine },
): Result<Values, CommandProblem> {
  if (free.form === 'text' && written.cut === 'text') {
    return fail({ kind: 'too_long', limit: MAX_PARSED_CHARS });
  }
  const whole = free.form === 'text' ? written.visible : line;
  const text = whole
    .slice(at)
    .replace(/^\s*--(?=\s|$)/, '')
    .trim();
  const length = [...text].length;
  if (length > MAX_TEXT_CHARS) {
    return fail({ kind: 'text_too_long', length, limit: MAX_TEXT_CHARS });
  }
  if (text !== '' && !free.accepts(text)) {
    return fail({ kind: 'invalid_value', given: text, expected: free.expected });
  }
  return ok(text === '' ? values : new Map([...values, [free.name, text]]));
}

function nothingMissing(spec: Taking, values: Values): Result<Values, CommandProblem> {
  const missing = spec.arguments.find((item) => item.required === true && !values.has(item.name));
  return missing === undefined ? ok(values) : fail({ kind: 'missing_argument', expected: missing.expected });
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end === -1 ? text : text.slice(0, end);
}
