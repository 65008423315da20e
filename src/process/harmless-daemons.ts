import { basename } from 'node:path';

/** A program that is known to outlive the command that started it, and why nobody has to wait for it. */
interface Harmless {
  readonly why: string;
  readonly is: (argv: readonly string[]) => boolean;
}

/**
 * Servers that tools start for themselves and leave behind on purpose. They are stopped like everything else; they only do not show that
 * work was going on. Who hides work behind one of these names gains nothing but that.
 */
const HARMLESS: readonly Harmless[] = [
  { why: 'watches files for other tools', is: program('watchman') },
  { why: 'housekeeping and caches of git itself', is: gitsOwn },
  { why: 'hold keys for other programs', is: program('ssh-agent', 'gpg-agent', 'keyboxd') },
  { why: 'pass messages between programs', is: program('dbus-daemon', 'dbus-launch') },
  {
    why: 'build servers that wait for the next build',
    is: argument(
      /^org\.(?:gradle\.launcher\.daemon\.bootstrap\.GradleDaemon|jetbrains\.kotlin\.daemon\.KotlinCompileDaemon)$/,
    ),
  },
  { why: 'the server behind bazel, which renames itself', is: (argv) => argv[0]?.startsWith('bazel(') === true },
  { why: 'build servers that wait for the next build', is: program('buck2d', 'pantsd', 'sccache', 'VBCSCompiler') },
  { why: 'nodes that MSBuild keeps for the next build', is: argument(/^[/-]nodemode:\d+$/i) },
  { why: 'the server behind nx', is: argument(/\/nx\/(?:dist\/)?src\/daemon\/server\/start\.js$/) },
  { why: 'the server behind turbo', is: (argv) => program('turbo')(argv) && argv.includes('daemon') },
  { why: 'linters and formatters that wait for the next file', is: program('eslint_d', 'prettierd') },
  {
    why: 'language servers that answer an editor',
    is: program(
      'tsserver',
      'typescript-language-server',
      'gopls',
      'rust-analyzer',
      'clangd',
      'pyright-langserver',
      'pylsp',
    ),
  },
  {
    why: 'databases and displays that tests use',
    is: program('postgres', 'redis-server', 'mysqld', 'mariadbd', 'mongod', 'Xvfb'),
  },
];

export function isHarmless(argv: readonly string[]): boolean {
  return HARMLESS.some(({ is }) => is(argv));
}

const INTERPRETER = /^(?:node|nodejs|bun|deno|python[\d.]*|ruby|java)$/;

/** The name of what runs: of the script where an interpreter runs one, and without what a program adds to its own name. */
function nameOf(argv: readonly string[]): string {
  const [first = '', ...rest] = argv;
  const own = basename(first.split(/[\s:([]/)[0] ?? '');
  const script = INTERPRETER.test(own) ? rest.find((arg) => !arg.startsWith('-')) : undefined;
  return script === undefined ? own : basename(script).replace(/\.[cm]?js$|\.py$/, '');
}

function program(...names: readonly string[]): Harmless['is'] {
  return (argv) => names.includes(nameOf(argv));
}

function argument(pattern: RegExp): Harmless['is'] {
  return (argv) => argv.some((arg) => pattern.test(arg));
}

const GITS_OWN = ['fsmonitor--daemon', 'credential-cache--daemon', 'maintenance', 'gc'];

function gitsOwn(argv: readonly string[]): boolean {
  return nameOf(argv) === 'git' && GITS_OWN.includes(argv.slice(1).find((arg) => !arg.startsWith('-')) ?? '');
}
