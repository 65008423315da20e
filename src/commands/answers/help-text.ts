import { MAX_TEXT_CHARS } from '../grammar/read-arguments.js';
import { type ArgumentSpec, type CommandSpec, REGISTRY, specOf } from '../grammar/registry.js';
import type { Verb } from '../grammar/verbs.js';
import type { Level } from '../levels.js';

/** Who asks, and what holds here. */
export interface HelpContext {
  readonly level: Level;
  readonly spend: Level;
  readonly reading: Level;
  readonly slots: number;
}

/** Help for this person in this repository; one verb in full when a topic is given. */
export function helpText(topic: Verb | null, context: HelpContext): string {
  const spec = topic === null ? null : specOf(topic);
  if (spec !== null) {
    return [`**${usage(spec)}**`, '', specText(spec), '', `Needs: ${neededLevel(spec, context)}.`].join('\n');
  }
  const rows = REGISTRY.map((item) => `| \`${usage(item)}\` | ${item.summary} | ${neededLevel(item, context)} |`);
  return [
    'Write a command at the start of a line in a new comment; editing a comment starts nothing.',
    '',
    '| Command | What it does | Needs |',
    '|---|---|---|',
    ...rows,
    '',
    'Examples:',
    '',
    ...REGISTRY.flatMap((item) => item.examples.map((example) => `- \`${example}\``)),
    '',
    `You have ${context.level}. Runs at the same time: ${context.slots} (\`queue.concurrent_runs\`); spending commands need ${context.spend} (\`access.spend\`).`,
    '',
    '`/pitboss help VERB` tells more about one of them.',
  ].join('\n');
}

function neededLevel(spec: CommandSpec, context: HelpContext): string {
  return spec.access === 'spending' ? context.spend : context.reading;
}

/** `/pitboss play [--plan PATH]`; what must be there has no brackets. */
export function usage(spec: Pick<CommandSpec, 'verb' | 'arguments'>): string {
  const shown = spec.arguments.map((argument) =>
    argument.required === true ? argumentUsage(argument) : `[${argumentUsage(argument)}]`,
  );
  return ['/pitboss', spec.verb, ...shown].join(' ');
}

function argumentUsage(argument: ArgumentSpec): string {
  switch (argument.form) {
    case 'switch':
      return `--${argument.name}`;
    case 'option':
      return `--${argument.name} ${argument.value}`;
    case 'either':
      return `--${argument.name}|--no-${argument.name}`;
    default:
      return argument.value;
  }
}

/** What may be written for an argument. */
function mustBe({ form, expected }: ArgumentSpec): string {
  const free = `Written as it is, behind all options and without quotation marks; at most ${MAX_TEXT_CHARS} characters.`;
  switch (form) {
    case 'switch':
      return '';
    case 'line':
      return `${free} It ends with the line.`;
    case 'text':
      return `${free} It may go on over the lines that follow, up to the next command.`;
    case 'either':
      return '';
    default:
      return `Must be ${expected}.`;
  }
}

/** All that the registry says about one verb; shared by help and docs/commands.md. */
export function specText(spec: CommandSpec): string {
  const lines = [spec.summary, spec.details, ''];
  if (spec.aliases.length > 0) {
    lines.push(`Also written: ${spec.aliases.map((alias) => `\`/pitboss ${alias}\``).join(', ')}.`, '');
  }
  for (const argument of spec.arguments) {
    lines.push(`- \`${argumentUsage(argument)}\`: ${argument.summary} ${mustBe(argument)}`.trimEnd());
  }
  if (spec.arguments.length > 0) {
    lines.push('');
  }
  lines.push(`Costs: ${spec.cost}.`, '', 'Examples:', '', ...spec.examples.map((example) => `- \`${example}\``));
  return lines.join('\n');
}
