import { Argument, Command, Option } from 'commander';
import type { Trigger } from '../run/trigger.js';
import { type BudgetOptions, withBudgetFlags } from './grind/budget-flags.js';
import { addGrind, type GrindActions } from './grind/grind-command.js';
import { addPrompts, type PromptsActions } from './grind/prompts/prompts-commands.js';
import type { SweepOptions } from './sweep.js';
import { auditWord, sweepWord, withAuditFlags, withSweepFlags } from './sweep-flags.js';

/** A word on sweeps for this run. */
interface SweepWord {
  readonly sweep?: Trigger['sweep'];
}

interface PullOption {
  readonly pr?: boolean;
}

export interface PlayOptions extends SweepWord, PullOption {
  readonly plan?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export interface HolderOption {
  readonly holderIsGone?: boolean;
}

export interface RebuyOptions extends HolderOption, SweepWord, PullOption, BudgetOptions {
  readonly adopt?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export interface InitOptions {
  readonly import?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export interface PlanOptions extends JsonOption {
  readonly force?: boolean;
  readonly interview?: boolean;
}

export interface JsonOption {
  readonly json?: boolean;
}

/** What each command does. Help, completion and docs/cli.md are made from the tree alone. */
export interface Actions extends GrindActions {
  readonly init: (options: InitOptions) => Promise<void>;
  readonly doctor: (options: JsonOption) => Promise<void>;
  readonly plan: (goal: string, options: PlanOptions) => Promise<void>;
  readonly play: (options: PlayOptions) => Promise<void>;
  readonly rebuy: (run: string | undefined, options: RebuyOptions) => Promise<void>;
  readonly sweep: (options: SweepOptions) => Promise<void>;
  readonly status: (run: string | undefined, options: JsonOption) => Promise<void>;
  readonly note: (words: readonly string[]) => Promise<void>;
  readonly fold: (run: string | undefined, options: HolderOption) => Promise<void>;
  readonly prompts: PromptsActions;
  readonly completion: (shell: string, root: Command) => Promise<void>;
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** The commands of `pitboss`, with everything that a person can write behind them. */
export function commandTree(actions: Actions, version: string): Command {
  const root = new Command('pitboss')
    .description('Turns a phased plan into a branch full of green commits.')
    .version(version, '-V, --version', 'print the version')
    .option('-v, --verbose', "show the agents' own words in the live display too, and where an unexpected error arose")
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    // Errors are told in one place, in three parts; the commands below inherit this.
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  addPreparation(root, actions);
  addRuns(root, actions);
  addPrompts(root, actions.prompts);
  addGrind(root, actions, { pullRequest, json, holderIsGone });
  addTalk(root, actions);
  root
    .command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: string) => actions.completion(shell, root));
  return root;
}

function addPreparation(root: Command, actions: Actions): void {
  root
    .command('init')
    .description('put the files that Pitboss reads into this repository; never changes a file that is there')
    .option('--import', "take over the original program's configuration (.pitboss/config.toml) and check its documents")
    .option('--dry-run', 'say what would be done, and write nothing')
    .addOption(json('print what was done as JSON'))
    .action((options: InitOptions) => actions.init(options));
  root
    .command('doctor')
    .description('check programs, repository, configuration and runs, and say how to mend what is wrong')
    .addOption(json('print the checks as JSON'))
    .action((options: JsonOption) => actions.doctor(options));
  root
    .command('plan')
    .description('have an agent write the plan, .pitboss/play/plan.md; nothing else in your tree changes')
    .argument('<goal...>', 'what is wanted, in words')
    .option('--interview', 'answer questions first, one line each; an empty line passes a question over')
    .option('--force', 'replace a plan that is there')
    .addOption(json('print the result as JSON'))
    .action((goal: string[], options: PlanOptions) => actions.plan(goal.join(' '), options));
}

function addRuns(root: Command, actions: Actions): void {
  const played = root
    .command('play')
    .alias('run')
    .description('carry a plan out, phase by phase, on a branch of its own; your tree and branch stay as they are')
    .option('--plan <file>', 'the plan (default: .pitboss/play/plan.md)')
    .option('--dry-run', 'say phase by phase what would happen and what it may cost, and write nothing')
    .addOption(pullRequest())
    .addOption(json('with --dry-run: print the forecast as JSON'))
    .action((options: PlayOptions, command: Command) => actions.play({ ...options, sweep: sweepWord(command) }));
  const rebought = root
    .command('rebuy')
    .alias('resume')
    .description('go on with a halted or interrupted run')
    .argument('[run]', 'run id or its beginning (default: the newest that can go on)')
    .option('--adopt', "go on from what people committed on the run's branch, as it stands now")
    .option('--dry-run', 'say phase by phase what would happen and what it may cost, and write nothing')
    .addOption(pullRequest())
    .addOption(holderIsGone())
    .addOption(json('with --dry-run: print the forecast as JSON'))
    .action((run: string | undefined, options: RebuyOptions, command: Command) =>
      actions.rebuy(run, { ...options, sweep: sweepWord(command) }),
    );
  withSweepFlags(played);
  withSweepFlags(rebought);
  withBudgetFlags(rebought);
  const swept = root
    .command('sweep')
    .description('work off open deferred items of the newest run, on a branch of its own')
    .option('--max-items <n>', 'show the agent at most this many items')
    .option('--after <phase>', 'the phase that the sweep counts with (default: the last one that landed)')
    .option('--dry-run', 'print what would be swept; change nothing')
    .action((options: Omit<SweepOptions, 'audited'>, command: Command) =>
      actions.sweep({ ...options, audited: auditWord(command) }),
    );
  withAuditFlags(swept);
}

function addTalk(root: Command, actions: Actions): void {
  root
    .command('status')
    .description('show where a run stands')
    .argument('[run]', 'run id or its beginning (default: the newest)')
    .addOption(json('print the record as JSON'))
    .action((run: string | undefined, options: JsonOption) => actions.status(run, options));
  root
    .command('note')
    .usage('[options] [run] <text...>')
    .description('tell the next agents of a run something; it starts nothing and stops nothing')
    .argument(
      '<text...>',
      'what to tell; `-` reads it from standard input. A run id, or its beginning, in front of it names the run (default: the newest that is not over)',
    )
    .action((words: readonly string[]) => actions.note(words));
  root
    .command('fold')
    .aliases(['stop', 'abort'])
    .description('stop a run for good, keeping what landed')
    .argument('[run]', 'run id or its beginning (default: the newest that is not over)')
    .addOption(holderIsGone())
    .action((run: string | undefined, options: HolderOption) => actions.fold(run, options));
}

function holderIsGone(): Option {
  return new Option('--holder-is-gone', 'you vouch that the other machine which held the run will not go on with it');
}

function pullRequest(): Option {
  return new Option('--pr', 'when the run has finished, push its branch and open a pull request on GitHub').conflicts(
    'dryRun',
  );
}

function json(description: string): Option {
  return new Option('--json', description);
}
