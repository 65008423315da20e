import type { CommandShape, OptionShape } from './shapes.js';

export function zshScript([root, ...commands]: readonly [CommandShape, ...CommandShape[]]): string {
  const described = commands.flatMap(({ names, description }) =>
    names.map((name) => `    ${quoted(`${name}:${description}`)}\n`),
  );
  return `#compdef pitboss
# Completes pitboss in zsh: put this on your fpath as _pitboss, or source <(pitboss completion zsh) after compinit.
_pitboss() {
  local -a commands
  commands=(
${described.join('')}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments ${root.options.map(argument).join(' ')}
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${commands.map(branch).join('')}  esac
}
if [[ "$funcstack[1]" == _pitboss ]]; then
  _pitboss "$@"
else
  compdef _pitboss pitboss
fi
`;
}

function branch({ names, options, choices }: CommandShape): string {
  const values = choices.length === 0 ? [] : [quoted(`1:value:(${choices.join(' ')})`)];
  return `    ${names.join('|')}) _arguments ${[...values, ...options.map(argument)].join(' ')} ;;\n`;
}

function argument({ short, long, description, value }: OptionShape): string {
  const text = description.replaceAll(/[[\]\\:]/g, '\\$&');
  const action = value === 'none' ? '' : value === 'file' ? ':file:_files' : ':value:';
  return (short === null ? [long] : [short, long]).map((flag) => quoted(`${flag}[${text}]${action}`)).join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
