/** A machine as Node names it: `linux`, `darwin`; `x64`, `arm64`. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
}

export interface PinnedCli {
  readonly package: string;
  readonly version: string;
  /** Where its program may stand below the installation's folder: the first one that is there. */
  readonly programs: (machine: Machine) => readonly string[];
}

const CODEX_TARGETS: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
};

/**
 * The agent CLIs that a runner installs, by the names of their backends. The lock in `agent-cli/<name>/` has the hash of every
 * package and must name the same versions; a test compares them. No install script is run, so the programs are those that the
 * platform's package brings: what Claude's script would link, and what Codex's launcher would start as a second process.
 */
export const PINNED_CLIS = {
  'claude-code': {
    package: '@anthropic-ai/claude-code',
    version: '2.1.329',
    // npm installs the variant that fits the C library; only that one is there.
    programs: ({ platform, arch }) =>
      ['', '-musl'].map((variant) => `node_modules/@anthropic-ai/claude-code-${platform}-${arch}${variant}/claude`),
  },
  codex: {
    package: '@openai/codex',
    version: '0.169.0',
    programs: ({ platform, arch }) => {
      const target = CODEX_TARGETS[`${platform}-${arch}`];
      return target === undefined ? [] : [`node_modules/@openai/codex-${platform}-${arch}/vendor/${target}/bin/codex`];
    },
  },
  gemini: {
    package: '@google/gemini-cli',
    version: '0.61.0',
    programs: () => ['node_modules/.bin/gemini'],
  },
} as const satisfies Readonly<Record<string, PinnedCli>>;

export type PinnedName = keyof typeof PINNED_CLIS;

export function isPinned(name: string): name is PinnedName {
  return Object.hasOwn(PINNED_CLIS, name);
}

/** What a person types to have the tested version of a backend's CLI; null for a backend without a pinned one. */
export function installCommand(backend: string): string | null {
  return isPinned(backend) ? `npm i -g ${PINNED_CLIS[backend].package}@${PINNED_CLIS[backend].version}` : null;
}

/** Files of a lock; nothing else of `agent-cli/<name>/` is used. */
export const LOCK_FILES = ['package.json', 'package-lock.json'] as const;
