import { fail, ok, type Result } from '../../base/result.js';
import { nearest } from './nearest.js';
import { type ArgumentSpec, allWords, type CommandSpec, specOf } from './registry.js';
import type { Command, CommandProblem } from './verbs.js';
import { splitWords, type Word } from './words.js';

type Values = ReadonlyMap<string, string>;

/** What follows `/pitboss` on a line, as a command. Nothing at all is a call for help. */
export function parseCommand(rest: string): Result<Command, CommandProblem> {
  const words = splitWords(rest);
  if (!words.ok) {
    return fail({ kind: 'unclosed_quote', given: words.error });
  }
  const [first, ...others] = words.value;
  if (first === undefined) {
    return ok({ verb: 'help', topic: null });
  }
  const spec = specOf(first.text === '--help' || first.text === '-h' ? 'help' : first.text);
  if (spec === null) {
    return fail({ kind: 'unknown_verb', given: first.text, suggestion: nearest(first.text, allWords()) });
  }
  const values = readArguments(spec, others);
  return values.ok ? ok(commandOf(spec, values.value)) : values;
}

function commandOf(spec: CommandSpec, values: Values): Command {
  switch (spec.verb) {
    case 'play':
      return { verb: 'play', plan: values.get('plan') ?? null };
    case 'help':
      return { verb: 'help', topic: specOf(values.get('verb') ?? '')?.verb ?? null };
    default:
      return { verb: spec.verb, runId: values.get('run') ?? null };
  }
}

function readArguments(spec: CommandSpec, words: readonly Word[]): Result<Values, CommandProblem> {
  const values = new Map<string, string>();
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const read =
      word.text.startsWith('-') && !word.quoted ? readFlag(spec, word, queue) : readPositional(spec, word, values);
    if (!read.ok) {
      return read;
    }
    const { argument, value } = read.value;
    if (values.has(argument.name)) {
      return fail({ kind: 'duplicate_flag', flag: `--${argument.name}` });
    }
    if (!argument.accepts(value)) {
      return fail({ kind: 'invalid_value', given: value, expected: argument.expected });
    }
    values.set(argument.name, value);
  }
  return ok(values);
}

type Read = Result<{ readonly argument: ArgumentSpec; readonly value: string }, CommandProblem>;

/** `--key value` takes its value from the queue; `--key=value` brings it along. */
function readFlag(spec: CommandSpec, word: Word, queue: Word[]): Read {
  const [flag = '', ...tail] = word.text.split('=');
  const name = flag.replace(/^--?/, '').toLowerCase();
  const argument = spec.arguments.find((item) => !item.positional && item.name === name);
  if (argument === undefined || !flag.startsWith('--')) {
    const allowed = spec.arguments.filter((item) => !item.positional).map((item) => `--${item.name}`);
    return fail({ kind: 'unknown_flag', given: flag, suggestion: nearest(flag, allowed, 3), allowed });
  }
  const next = tail.length > 0 ? { text: tail.join('='), quoted: true } : queue.shift();
  if (next === undefined || next.text === '' || (next.text.startsWith('--') && !next.quoted)) {
    return fail({ kind: 'missing_value', flag: `--${argument.name}` });
  }
  return ok({ argument, value: next.text });
}

function readPositional(spec: CommandSpec, word: Word, values: Values): Read {
  const argument = spec.arguments.find((item) => item.positional);
  if (argument === undefined || values.has(argument.name)) {
    return fail({ kind: 'unexpected_argument', given: word.text });
  }
  return ok({ argument, value: word.text });
}
