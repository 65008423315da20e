import { fail, ok, type Result } from '../../base/result.js';
import type { Trigger } from '../../run/trigger.js';
import { type CommandLine, MAX_PARSED_CHARS } from './command-lines.js';
import { nearest } from './nearest.js';
import { readArguments, type Values } from './read-arguments.js';
import { budgetsIn } from './read-budgets.js';
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

function rebuyOf(values: Values): Command {
  const [runId, sweep] = [values.get('run') ?? null, sweepWord(values)];
  return { verb: 'rebuy', runId, sweep, adopt: values.has('adopt'), budgets: budgetsIn(values) };
}

function grindOf(values: Values): Command {
  const rotation = values.get('rotation') ?? null;
  return { verb: 'grind', rotation, budgets: budgetsIn(values), carry: values.has('continue') };
}

function sweepOf(values: Values): Command {
  const [items, audit] = [values.get('max-items'), values.get('audit')];
  return {
    verb: 'sweep',
    runId: values.get('run') ?? null,
    maxItems: items === undefined ? null : Number(items),
    after: values.get('after') ?? null,
    audit: audit === undefined ? null : audit === 'yes',
  };
}

function sweepWord(values: Values): Trigger['sweep'] {
  const word = values.get('sweep');
  return word === undefined ? undefined : word === 'yes' ? 'force' : 'skip';
}

function commandOf(spec: CommandSpec, values: Values): Command {
  switch (spec.verb) {
    case 'play':
      return { verb: 'play', plan: values.get('plan') ?? null, sweep: sweepWord(values) };
    case 'rebuy':
      return rebuyOf(values);
    case 'sweep':
      return sweepOf(values);
    case 'grind':
      return grindOf(values);
    case 'note':
      return { verb: 'note', runId: values.get('run') ?? null, text: values.get('text') ?? '' };
    case 'plan':
      return { verb: 'plan', goal: values.get('goal') ?? null, interview: values.has('interview') };
    case 'answer':
    case 'revise':
      return { verb: spec.verb, text: values.get('text') ?? '' };
    case 'approve':
      return { verb: 'approve', hash: values.get('hash') ?? null, base: values.get('base') ?? null };
    case 'help':
      return { verb: 'help', topic: specOf(values.get('verb') ?? '')?.verb ?? null };
    default:
      return { verb: spec.verb, runId: values.get('run') ?? null };
  }
}
