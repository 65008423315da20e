import { fail, ok, type Result } from '../../base/result.js';
import { type CommandLine, MAX_PARSED_CHARS } from './command-lines.js';
import { nearest } from './nearest.js';
import { readArguments, type Values } from './read-arguments.js';
import { allWords, type CommandSpec, specOf } from './registry.js';
import type { Command, CommandProblem } from './verbs.js';
import { nextWord } from './words.js';

/** What follows `/pitboss` on a line, as a command. Nothing at all is a call for help. */
export function parseCommand(line: CommandLine): Result<Command, CommandProblem> {
  if (line.cut === 'block') {
    return fail({ kind: 'too_long', limit: MAX_PARSED_CHARS });
  }
  const verb = nextWord(line.rest, 0);
  if (!verb.ok) {
    return fail({ kind: 'unclosed_quote', given: verb.error });
  }
  if (verb.value === null) {
    return ok({ verb: 'help', topic: null });
  }
  const { text } = verb.value;
  const spec = specOf(text === '--help' || text === '-h' ? 'help' : text);
  if (spec === null) {
    return fail({ kind: 'unknown_verb', given: text, suggestion: nearest(text, allWords()) });
  }
  const values = readArguments(spec, line);
  return values.ok ? ok(commandOf(spec, values.value)) : values;
}

function commandOf(spec: CommandSpec, values: Values): Command {
  switch (spec.verb) {
    case 'play':
      return { verb: 'play', plan: values.get('plan') ?? null };
    case 'note':
      return { verb: 'note', runId: values.get('run') ?? null, text: values.get('text') ?? '' };
    case 'help':
      return { verb: 'help', topic: specOf(values.get('verb') ?? '')?.verb ?? null };
    case 'rebuy':
      return { verb: 'rebuy', runId: values.get('run') ?? null, adopt: values.has('adopt') };
    default:
      return { verb: spec.verb, runId: values.get('run') ?? null };
  }
}
