import type { Config } from '../../src/config/config.js';
import type { Check } from './checks.js';

/** An agent that does not do what it says, and what must become of its run. */
export interface Deceit {
  readonly name: string;
  /** What it does: a shell program in the working tree. */
  readonly does: string;
  /** The same for the fixer; without it, a fixer fails. */
  readonly fixer?: string;
  /** What it says at the end instead of a usage line and a good result. */
  readonly says?: string;
  /** The project's test command; null for one that Pitboss has to find. */
  readonly tests?: string | null;
  readonly config?: (config: Config) => Config;
  /** More files of the base commit. */
  readonly base?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  /** The code that halts the run, or the paths that its one commit changes: what was done then counts, and nothing else. */
  readonly ends: string | readonly string[];
  /** The checks without which it would get through. */
  readonly caughtBy: readonly [Check, ...Check[]];
}

/** Honest work, for agents whose deceit lies elsewhere. */
export const WORK = 'echo done > 01.txt';

/** Plain git in the agent's own repository. */
export const GIT = 'git -c user.name=agent -c user.email=agent@example.com';
