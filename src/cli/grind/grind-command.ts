import { type Command, InvalidArgumentError, Option } from 'commander';
import { ROTATION_NAME } from '../../grind/rotation.js';
import type { HolderOption, JsonOption } from '../command-tree.js';
import { type BudgetOptions, withBudgetFlags } from './budget-flags.js';

export interface GrindOptions extends BudgetOptions, JsonOption, HolderOption {
  readonly rotation?: string;
  readonly promptsDir?: string;
  readonly dryRun?: boolean;
  readonly pr?: boolean;
  readonly requirePr?: boolean;
  /** The run to go on with; true: the newest that can go on. */
  readonly resume?: string | true;
  readonly continue?: boolean;
}

/** What the words about grind do. */
export interface GrindActions {
  readonly grind: (options: GrindOptions) => Promise<void>;
  readonly skip: (run: string | undefined) => Promise<void>;
  readonly pause: (run: string | undefined) => Promise<void>;
}

interface Shared {
  readonly pullRequest: () => Option;
  readonly json: (description: string) => Option;
  readonly holderIsGone: () => Option;
}

const EXIT_CODES = `
Exit codes:
  0  completed, drained or paused, and no session failed
  1  completed, drained or paused, and a session failed; or the run halted for another reason
  2  interrupted or folded; or the command line could not be understood
  3  a budget is spent
  4  failed to start, and nothing was done
  5  as many sessions in a row failed as are allowed
  6  no pull request although --require-pr was given; all else went well

The first Ctrl-C lets the sessions at work end and begins no other; the second one stops them. What they did is kept.`;

/** `grind`, and the words that steer a grind run at work. */
export function addGrind(root: Command, actions: GrindActions, shared: Shared): void {
  const grind = root
    .command('grind')
    .description('rotate through prompts until a budget is spent, on a branch of its own; your tree stays as it is')
    .addOption(
      new Option(
        '--rotation <name>',
        'the rotation (default: grind.default_rotation, else every prompt in turn)',
      ).argParser(rotationName),
    )
    .addOption(
      new Option(
        '--prompts-dir <path>',
        'take prompts from this folder and from no other; seen from where you stand. A resumed run remembers its own',
      ).conflicts('resume'),
    )
    .addOption(new Option('--dry-run', 'print prompts, budgets and the next ten picks; change nothing, start nothing'))
    .addOption(shared.pullRequest())
    .option('--require-pr', 'with --pr: exit with 6 where the pull request could not be opened')
    .addOption(
      new Option('--resume [run]', 'go on with a run: its id or its beginning (default: the newest that can go on)'),
    )
    .addOption(
      new Option('--continue', 'a new run that goes on with the rotation where earlier ones left it').conflicts(
        'resume',
      ),
    );
  withBudgetFlags(grind)
    .addOption(shared.holderIsGone())
    .addOption(shared.json('with --dry-run: print the report as JSON'))
    .addHelpText('after', EXIT_CODES)
    .action((options: GrindOptions) => actions.grind(options));
  root
    .command('skip')
    .description(
      'stop the session that a grind run is at, and go on with the next; its tree is kept, and nothing lands',
    )
    .argument('[run]', 'run id or its beginning (default: the newest grind run at work)')
    .action((run: string | undefined) => actions.skip(run));
  root
    .command('pause')
    .description('let a grind run begin no further session; what is at work ends as always')
    .argument('[run]', 'run id or its beginning (default: the newest grind run that is not over)')
    .action((run: string | undefined) => actions.pause(run));
}

function rotationName(text: string): string {
  if (!ROTATION_NAME.test(text)) {
    throw new InvalidArgumentError('A name has letters, digits, `.`, `_` and `-`, 64 at most.');
  }
  return text;
}
