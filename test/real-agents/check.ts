import type { PinnedName } from '../../src/agents/pinned/pinned-clis.js';

/** Checks of one CLI by their names, in the order in which they are printed. Each gets the path of the installed program. */
export type Checks = Readonly<Record<string, (binary: string) => Promise<void>>>;

/** A CLI by the name of its folder in `agent-cli/`. */
export type Cli = PinnedName;

/** Checks may run two at a time: each has folders, a server and a marker of its own. */
export interface Suite {
  readonly cli: Cli;
  readonly checks: Checks;
}
