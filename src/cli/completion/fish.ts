import type { CommandShape, OptionShape } from './shapes.js';

export function fishScript([root, ...commands]: readonly [CommandShape, ...CommandShape[]]): string {
  const first = '__fish_use_subcommand';
  const lines = [
    '# Completes pitboss in fish: pitboss completion fish > ~/.config/fish/completions/pitboss.fish',
    'complete -c pitboss -f',
    ...commands.flatMap(({ names, description }) =>
      names.map((name) => `complete -c pitboss -n ${first} -a ${name} -d ${quoted(description)}`),
    ),
    ...root.options.map((option) => line(first, option)),
    ...commands.flatMap((command) => {
      const seen = quoted(`__fish_seen_subcommand_from ${command.names.join(' ')}`);
      const values = command.choices.map((choice) => `complete -c pitboss -n ${seen} -a ${choice}`);
      return [...values, ...command.options.map((option) => line(seen, option))];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function line(condition: string, { short, long, description, value }: OptionShape): string {
  const flags = `${short === null ? '' : ` -s ${short.slice(1)}`} -l ${long.slice(2)}`;
  const takes = value === 'none' ? '' : value === 'file' ? ' -r -F' : ' -x';
  return `complete -c pitboss -n ${condition}${flags}${takes} -d ${quoted(description)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
