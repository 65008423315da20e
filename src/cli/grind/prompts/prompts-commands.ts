import { type Command, Option } from 'commander';

export interface LookOptions {
  readonly promptsDir?: string;
  readonly json?: boolean;
}

export interface NewOptions {
  readonly dir?: string;
  readonly global?: boolean;
}

export interface PromptsActions {
  readonly list: (options: LookOptions) => Promise<void>;
  readonly validate: (options: LookOptions) => Promise<void>;
  readonly create: (name: string, options: NewOptions) => Promise<void>;
}

/** `pitboss prompts …`: the prompts that grind rotates through. */
export function addPrompts(root: Command, actions: PromptsActions): void {
  const prompts = root
    .command('prompts')
    .description('list, check and write the prompts that `grind` rotates through')
    .helpCommand(false);
  prompts
    .command('ls')
    .description('list the prompts that a grind run would find here')
    .addOption(promptsDir())
    .option('--json', 'print the prompts as JSON')
    .action((options: LookOptions) => actions.list(options));
  prompts
    .command('validate')
    .description('check all prompts and rotations, and name every fault with its file, line and remedy')
    .addOption(promptsDir())
    .option('--json', 'print the faults as JSON')
    .action((options: LookOptions) => actions.validate(options));
  prompts
    .command('new')
    .description('write a prompt to begin with; never overwrites a file')
    .argument('<name>', 'its name: lower-case letters, digits, `-` and `_`')
    .addOption(new Option('--dir <folder>', 'write it into this folder').conflicts('global'))
    .addOption(new Option('--global', 'write it into your home folder, for all your projects').conflicts('dir'))
    .action((name: string, options: NewOptions) => actions.create(name, options));
}

function promptsDir(): Option {
  return new Option('--prompts-dir <folder>', 'look at the prompts of this folder alone');
}
