/** Every room under `src/`, and the rooms that it may import besides itself. */
const BELOW_ENTRIES = [
  'base',
  'documents',
  'config',
  'grind',
  'run',
  'prompts',
  'report',
  'process',
  'agents',
  'git',
  'ledger',
  'github',
  'commands',
  'integrity',
  'work',
  'land',
  'shift',
] as const;

export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  documents: ['base'],
  config: ['base'],
  grind: ['base', 'documents', 'config'],
  run: ['base', 'documents', 'config', 'grind'],
  prompts: ['base', 'documents', 'run', 'config', 'grind'],
  report: ['base', 'documents', 'run', 'config', 'grind'],
  integrity: ['base'],
  process: ['base'],
  agents: ['base', 'process', 'run'],
  git: ['base', 'process'],
  ledger: ['base', 'git', 'grind', 'run'],
  github: ['base'],
  commands: ['base', 'documents', 'config', 'grind', 'run', 'report', 'github', 'ledger'],
  work: ['base', 'documents', 'config', 'grind', 'run', 'prompts', 'report', 'integrity', 'agents', 'process', 'git'],
  land: ['base', 'documents', 'config', 'grind', 'run', 'report', 'integrity', 'git', 'ledger', 'github', 'process'],
  shift: [
    'base',
    'documents',
    'config',
    'grind',
    'run',
    'prompts',
    'report',
    'agents',
    'process',
    'git',
    'ledger',
    'github',
    'work',
    'land',
  ],
  app: ['base', 'documents', 'config', 'grind', 'run', 'report', 'github', 'ledger', 'commands'],
  action: BELOW_ENTRIES,
  cli: BELOW_ENTRIES,
  'local-github': ['base'],
  demo: ['base', 'local-github', 'report', 'documents', 'config', 'grind', 'run', 'github', 'work'],
  bench: [...BELOW_ENTRIES, 'app', 'action', 'cli', 'local-github', 'demo'],
};

/** Rooms that compute and do nothing else. */
export const PURE_ROOMS: readonly string[] = ['documents', 'config', 'grind', 'run', 'prompts', 'report', 'integrity'];

/** Packages that a pure room may use: they parse, and touch nothing. */
export const PURE_PACKAGES: readonly string[] = [
  'node:crypto',
  'zod',
  'js-yaml',
  'smol-toml',
  'unified',
  'remark-parse',
  'mdast',
];

/** Rooms that put the parts together. */
export const ENTRY_ROOMS: readonly string[] = ['app', 'action', 'cli'];

/** Rooms that may read the environment: the entries, and the stand-in for GitHub with its demo and bench. */
export const ENVIRONMENT_ROOMS: readonly string[] = [...ENTRY_ROOMS, 'demo', 'bench', 'local-github'];

/** Rooms that may look at the clock and wait: none of them runs on a user's runner. */
export const CLOCK_ROOMS: readonly string[] = ['local-github', 'demo', 'bench'];

/** Single files outside those rooms, each with its reason. A folder ends in a slash. */
export const CLOCK_FILES: Readonly<Record<string, string>> = {
  'src/base/system-clock.ts': 'the one implementation of the Clock port',
  'src/process/run-program.ts': 'measures how long a program ran',
  'src/process/watch-limits.ts': 'stops a program when its time is up',
  'src/process/stop-ladder.ts': 'waits between the steps that stop a program',
  'src/process/left-running.ts': 'gives what a program left running a moment to end',
  'src/process/marker-sweep.ts': 'waits for killed processes to be gone',
  'src/git/program/run-git.ts': 'stops a git command when its time is up',
  'src/agents/script-agent/': 'a program of its own; it waits as its script says',
};

export const ENVIRONMENT_FILES: Readonly<Record<string, string>> = {};

/** The room of a file, or null outside `src/`. */
export function roomOf(path: string): string | null {
  const match = /^src\/([^/]+)\/./.exec(path);
  return match?.[1] ?? null;
}
