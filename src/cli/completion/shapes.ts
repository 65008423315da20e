import type { Command } from 'commander';

export interface OptionShape {
  /** `-v` and `--verbose`, as far as there are both. */
  readonly short: string | null;
  readonly long: string;
  readonly description: string;
  /** Whether a value follows, and whether that is a file. */
  readonly value: 'none' | 'file' | 'other';
}

export interface CommandShape {
  /** Name and aliases. */
  readonly names: readonly string[];
  readonly description: string;
  readonly options: readonly OptionShape[];
  /** Values that a first argument may have, where they are known; or the commands below this one. */
  readonly choices: readonly string[];
}

/** What can stand behind `pitboss`, taken from the command tree; help included. The first is the program itself. */
export function shapesOf(root: Command): readonly [CommandShape, ...CommandShape[]] {
  const help = root.createHelp();
  const commands = help.visibleCommands(root);
  const globals = shapeOf(root).options.filter(({ long }) => long === '--verbose');
  const names = commands.filter((command) => command.name() !== 'help').map((command) => command.name());
  const shapes = commands.map((command) => {
    const shape = shapeOf(command);
    // `help` takes a command, and none of the options.
    return command.name() === 'help'
      ? { ...shape, options: [], choices: names }
      : { ...shape, options: [...shape.options, ...globals] };
  });
  return [shapeOf(root), ...shapes];
}

/** A command with others below it takes the options of all of them. */
function shapeOf(command: Command): CommandShape {
  const below = command.parent === null ? [] : command.commands;
  const all = [command, ...below].flatMap((each) => each.createHelp().visibleOptions(each));
  const options = all.filter((option, index) => all.findIndex(({ flags }) => flags === option.flags) === index);
  return {
    names: [command.name(), ...command.aliases()],
    description: command.description(),
    options: options.map((option) => ({
      short: option.short ?? null,
      long: option.long ?? '',
      description: option.description,
      value: option.required || option.optional ? (/<file>/.test(option.flags) ? 'file' : 'other') : 'none',
    })),
    choices: command.registeredArguments[0]?.argChoices ?? below.map((each) => each.name()),
  };
}
