import { parsePhaseId } from '../../documents/phase-id.js';
import { GRIND_COMMANDS, NEW_BUDGETS } from './grind-commands.js';
import { PLAN_COMMANDS } from './plan-commands.js';
import { RUN_ARGUMENT } from './run-argument.js';
import type { Verb } from './verbs.js';

/**
 * How a value is written. `option`: by its name (`--plan PATH`). `switch`: a name that stands alone (`--adopt`).
 * `either`: `--audit` or `--no-audit`, read as `yes` or `no`. `word`: by its place (`RUN`). `line` and `text`: freely, behind all
 * options and without quotation marks; a `line` ends with the command line, a `text` with the next command or the comment.
 */
export type ArgumentForm = 'option' | 'switch' | 'either' | 'word' | 'line' | 'text';

/** A value that a verb takes. At most one of them is free. */
export interface ArgumentSpec {
  /** `plan` is written `--plan`; of the others it is only shown. */
  readonly name: string;
  readonly form: ArgumentForm;
  /** Whether the command means nothing without it. */
  readonly required?: boolean;
  /** How help shows the value. */
  readonly value: string;
  readonly summary: string;
  /** For error messages: what a valid value looks like. */
  readonly expected: string;
  readonly accepts: (value: string) => boolean;
}

export interface CommandSpec {
  readonly verb: Verb;
  readonly aliases: readonly string[];
  /**
   * `spending` verbs change runs and so cost money or work: they need the level of `access.spend`.
   * `reading` verbs only answer: they need read on a private repository, triage on a public one.
   */
  readonly access: 'spending' | 'reading';
  /** What it can cost, for help. */
  readonly cost: string;
  readonly summary: string;
  readonly details: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly examples: readonly [string, string];
}

const PLAN_ARGUMENT: ArgumentSpec = {
  name: 'plan',
  form: 'option',
  value: 'PATH',
  summary: 'A plan file on the default branch.',
  expected: 'a path inside the repository, such as `docs/plan.md`',
  accepts: isRepositoryPath,
};

const ADOPT_ARGUMENT: ArgumentSpec = {
  name: 'adopt',
  form: 'switch',
  value: '',
  summary:
    'Go on from what people committed on the branch of the run. Counts for the tip that the branch has now; their commits stay, and the pull request says which they are.',
  expected: '',
  accepts: () => true,
};

const SWEEP_ARGUMENT: ArgumentSpec = {
  name: 'sweep',
  form: 'either',
  value: '',
  summary:
    'Work off deferred items at the next occasion, however few they are; or work off none in this run. Without it, as configured.',
  expected: '',
  accepts: () => true,
};

const SWEEP_ARGUMENTS: readonly ArgumentSpec[] = [
  {
    ...RUN_ARGUMENT,
    summary: 'The run whose open items are worked off. Without it, the newest run of this issue that is over.',
  },
  {
    name: 'max-items',
    form: 'option',
    value: 'N',
    summary: 'Show the agent at most this many items.',
    expected: 'a whole number from 1 on',
    accepts: (value) => /^[1-9]\d{0,5}$/.test(value),
  },
  {
    name: 'after',
    form: 'option',
    value: 'PHASE',
    summary: 'The phase that the sweep counts with. Without it, the last one that landed.',
    expected: 'the id of a phase as the plan writes it, such as `02`',
    accepts: (value) => parsePhaseId(value).ok,
  },
  {
    name: 'audit',
    form: 'either',
    value: '',
    summary: 'Have the change audited, or not. Without it, as configured.',
    expected: '',
    accepts: () => true,
  },
];

const NOTE_TEXT: ArgumentSpec = {
  name: 'text',
  form: 'text',
  required: true,
  value: 'TEXT',
  summary: 'What to tell.',
  expected: 'a text',
  accepts: () => true,
};

/** The one place that says which commands exist. Parser, help, permissions and docs/commands.md follow from it. */
export const REGISTRY: readonly CommandSpec[] = [
  {
    verb: 'play',
    aliases: ['run'],
    access: 'spending',
    cost: 'agent tokens, up to the budget in the configuration',
    summary: 'Carry out a plan, phase by phase.',
    details:
      'Uses, in this order: the file of `--plan`, the draft that was approved for this issue, the text of this issue if it is a plan, `.pitboss/play/plan.md` on the default branch.',
    arguments: [PLAN_ARGUMENT, SWEEP_ARGUMENT],
    examples: ['/pitboss play', '/pitboss play --plan docs/plan.md'],
  },
  ...PLAN_COMMANDS,
  ...GRIND_COMMANDS,
  {
    verb: 'status',
    aliases: [],
    access: 'reading',
    cost: 'nothing',
    summary: 'Show the runs of this issue.',
    details: 'Tells status, finished phases or sessions, cost, the reason of a halt and the place in the queue.',
    arguments: [RUN_ARGUMENT],
    examples: ['/pitboss status', '/pitboss status 20260102T030405Z-0a1b2c'],
  },
  {
    verb: 'note',
    aliases: [],
    access: 'spending',
    cost: 'nothing by itself; it makes the prompts of later agents longer',
    summary: 'Tell the next agents of a run something.',
    details:
      'The agents that write code are shown it from their next start on, with your name, as data beside the phase. It starts nothing and stops nothing.',
    arguments: [RUN_ARGUMENT, NOTE_TEXT],
    examples: [
      '/pitboss note Use the date library that is there already.',
      '/pitboss note 20260102T030405Z-0a1b2c The API is frozen.',
    ],
  },
  {
    verb: 'rebuy',
    aliases: ['resume'],
    access: 'spending',
    cost: 'agent tokens, up to the budget in the configuration',
    summary: 'Go on with a halted or interrupted run.',
    details:
      'The run continues at the stage that failed, on the work that was kept. A run that was accepted and never began, or whose machine was lost, is started again. Of a grind run it can replace budgets, up to `grind.maximum`, also while the run is at work; they count from its next safe point on.',
    arguments: [RUN_ARGUMENT, SWEEP_ARGUMENT, ADOPT_ARGUMENT, ...NEW_BUDGETS],
    examples: ['/pitboss rebuy', '/pitboss rebuy --adopt'],
  },
  {
    verb: 'sweep',
    aliases: [],
    access: 'spending',
    cost: 'agent tokens, up to the budget in the configuration',
    summary: 'Work off what a run that is over has left open.',
    details:
      "One sweep of its deferred items, as a run of its own. It builds on the run's branch, and its pull request goes there; once that one is merged, on what it was merged into.",
    arguments: SWEEP_ARGUMENTS,
    examples: ['/pitboss sweep', '/pitboss sweep --max-items 5 --no-audit'],
  },
  {
    verb: 'fold',
    aliases: ['stop', 'abort'],
    access: 'spending',
    cost: 'nothing; it ends the spending of a run',
    summary: 'Stop a run for good.',
    details: 'What has landed stays on the branch of the run; the run cannot be resumed.',
    arguments: [RUN_ARGUMENT],
    examples: ['/pitboss fold', '/pitboss stop 20260102T030405Z-0a1b2c'],
  },
  {
    verb: 'help',
    aliases: [],
    access: 'reading',
    cost: 'nothing',
    summary: 'Show what can be asked for.',
    details: '`/pitboss` alone does the same.',
    arguments: [
      {
        name: 'verb',
        form: 'word',
        value: 'VERB',
        summary: 'Only this verb, with all its details.',
        expected: 'one of the verbs',
        accepts: (value) => specOf(value) !== null,
      },
    ],
    examples: ['/pitboss help', '/pitboss help play'],
  },
];

/** The command that a word names, by verb or alias, in any case. */
export function specOf(word: string): CommandSpec | null {
  const wanted = word.toLowerCase();
  return REGISTRY.find((spec) => spec.verb === wanted || spec.aliases.includes(wanted)) ?? null;
}

/** The value of a command that people write freely, if it takes one. */
export function freeArgument(spec: Pick<CommandSpec, 'arguments'>): ArgumentSpec | null {
  return spec.arguments.find(({ form }) => form === 'line' || form === 'text') ?? null;
}

export function allWords(): readonly string[] {
  return REGISTRY.flatMap((spec) => [spec.verb, ...spec.aliases]);
}

function isRepositoryPath(path: string): boolean {
  const segments = path.split('/');
  return (
    path.length <= 300 &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
    !/[\u0000-\u001f\u007f\\]/.test(path) &&
    segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..' && segment !== '.git')
  );
}
