import { budgetsSchema } from '../../grind/budgets.js';
import { ROTATION_NAME } from '../../grind/rotation.js';
import { dollars } from './read-budgets.js';
import type { ArgumentSpec, CommandSpec } from './registry.js';
import { RUN_ARGUMENT } from './run-argument.js';

const option = (name: string, value: string, rest: Pick<ArgumentSpec, 'summary' | 'expected' | 'accepts'>) => ({
  name,
  form: 'option' as const,
  value,
  ...rest,
});

/** What a grind run may use up; the same options with `grind` and `rebuy`. */
const BUDGETS: readonly ArgumentSpec[] = [
  option('max-iterations', 'N', {
    summary: 'Sessions, whatever comes of them.',
    expected: 'a whole number from 1 to 1000000',
    accepts: (value) => /^[1-9]\d{0,6}$/.test(value) && Number(value) <= 1_000_000,
  }),
  option('max-cost', 'USD', {
    summary: 'US dollars, with or without `$`.',
    expected: 'an amount of US dollars above 0, at most 1000000, such as `5` or `2.50`',
    accepts: (value) => dollars(value) !== null,
  }),
  option('max-tokens', 'N', {
    summary: 'Tokens of every kind.',
    expected: 'a whole number from 1 to 999999999999',
    accepts: (value) => /^[1-9]\d{0,11}$/.test(value),
  }),
  option('until', 'INSTANT', {
    summary: 'No session begins from this instant on.',
    expected: 'an instant with its zone, such as `2026-01-31T06:00:00Z`',
    accepts: (value) => budgetsSchema.shape.until.unwrap().safeParse(value).success,
  }),
];

/** The same with `rebuy`, which other runs know as well. */
export const NEW_BUDGETS: readonly ArgumentSpec[] = BUDGETS.map((argument) => ({
  ...argument,
  summary: `Only for a grind run: its new budget. ${argument.summary}`,
}));

/** The commands about rotating prompts. */
export const GRIND_COMMANDS: readonly CommandSpec[] = [
  {
    verb: 'grind',
    aliases: [],
    access: 'spending',
    cost: 'agent tokens, up to the budgets of the run',
    summary: 'Work through rotating prompts until a budget is spent.',
    details:
      'Prompts and rotations stand in `.pitboss/grind` on the default branch. Each budget replaces the one of the rotation and the configuration, up to `grind.maximum`. The label `pitboss:grind` on an issue does the same as the command alone.',
    arguments: [
      option('rotation', 'NAME', {
        summary: 'The rotation. Without it, `grind.default_rotation`, else every prompt in turn.',
        expected: 'the name of a rotation: letters, digits, `.`, `_` and `-`, at most 64',
        accepts: (value) => ROTATION_NAME.test(value),
      }),
      ...BUDGETS,
      {
        name: 'continue',
        form: 'switch',
        value: '',
        summary: 'Go on with the rotation where earlier runs that went on left it, and not at its beginning.',
        expected: 'written alone',
        accepts: () => true,
      },
    ],
    examples: ['/pitboss grind --max-cost 5', '/pitboss grind --rotation nightly --max-iterations 20'],
  },
  {
    verb: 'skip',
    aliases: ['next'],
    access: 'spending',
    cost: 'nothing; what the session has cost so far stays spent',
    summary: 'Stop the session at work in a grind run and go on with the next one.',
    details:
      'Its tree is kept and does not land. Of sessions that work side by side, all that are at work are stopped.',
    arguments: [RUN_ARGUMENT],
    examples: ['/pitboss skip', '/pitboss skip 20260102T030405Z-0a1b2c'],
  },
  {
    verb: 'pause',
    aliases: ['drain'],
    access: 'spending',
    cost: 'nothing; sessions at work end first',
    summary: 'Let a grind run begin no further session.',
    details: 'What is at work ends and lands as always. `/pitboss rebuy` lets the run go on.',
    arguments: [RUN_ARGUMENT],
    examples: ['/pitboss pause', '/pitboss pause 20260102T030405Z-0a1b2c'],
  },
];
