import type { CommandShape } from './shapes.js';

/** Works with the bash 3.2 of macOS too, and needs no bash-completion. */
export function bashScript([root, ...commands]: readonly [CommandShape, ...CommandShape[]]): string {
  const names = commands.flatMap((command) => command.names);
  return `# Completes pitboss in bash: source <(pitboss completion bash)
_pitboss() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="" words="" word="" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    if [[ "\${COMP_WORDS[index]}" != -* ]]; then
      command="\${COMP_WORDS[index]}"
      break
    fi
  done
  COMPREPLY=()
  case "$previous" in
${valueOptions([root, ...commands])}  esac
  case "$command" in
    "") words="${[...names, ...optionWords(root)].join(' ')}" ;;
${commands.map((command) => `    ${command.names.join('|')}) words="${[...command.choices, ...optionWords(command)].join(' ')}" ;;\n`).join('')}  esac
  while IFS='' read -r word; do
    COMPREPLY+=("$word")
  done < <(compgen -W "$words" -- "$current")
}
complete -o default -F _pitboss pitboss
`;
}

/** After an option with a value, the shell's own completion of file names takes over. */
function valueOptions(shapes: readonly CommandShape[]): string {
  const flags = shapes.flatMap(({ options }) =>
    options.filter(({ value }) => value !== 'none').map(({ long }) => long),
  );
  const unique = [...new Set(flags)];
  return unique.length === 0 ? '    "") ;;\n' : `    ${unique.join('|')}) return ;;\n`;
}

function optionWords({ options }: CommandShape): readonly string[] {
  return options.flatMap(({ short, long }) => [long, ...(short === null ? [] : [short])]);
}
