/** Something of its own for each path, by which we see that the CLI took notice of it. */
export interface Canary {
  /** Is in the file; seen in a request, the file was read into a prompt. */
  readonly word: string;
  /** A shell command that leaves a mark: the file was obeyed. */
  readonly command: string;
  /** The same as a program with arguments. */
  readonly argv: readonly [string, ...string[]];
  /** An address that notes who comes: requests and the key would go there. */
  readonly url: string;
}

/** What a path of a checkout could do: get into the prompt, run code, send requests elsewhere, widen what the agent may do. */
export type Effect = 'read' | 'code' | 'redirect' | 'rights';

/** A path of the checkout that a CLI is known or suspected to look at. */
export interface PoisonPath {
  /** Below the working tree, or beside it: `../CLAUDE.md`. */
  readonly path: string;
  /** Tells apart what one path can do in several ways. */
  readonly by?: string;
  readonly content: (canary: Canary) => string;
  /** What else has to be there, by path. */
  readonly also?: (canary: Canary) => Readonly<Record<string, string>>;
  readonly effect: Effect;
  /** `yes`: without our switches it does take effect, and the control run must show it. */
  readonly fires: 'yes' | 'unknown';
}

/** Where a CLI is started in a poisoned tree. */
export interface PoisonPlace {
  readonly binary: string;
  readonly tree: string;
  /** Fresh, outside the tree: for a home, for prompt files. */
  readonly scratch: string;
  /** A shell command that a rule of the checkout may allow and ours does not: the scripted model tries it. */
  readonly forbidden: string;
  /** A file of the tree in a folder of its own: the scripted model reads it. */
  readonly nested: string;
}

export interface PoisonTarget {
  readonly paths: readonly PoisonPath[];
  /** Starts the CLI through our backend, as a run does; resolves with the bodies of all model requests. */
  readonly ours: (place: PoisonPlace) => Promise<readonly string[]>;
  /** Starts it as somebody would by hand, with a fresh home and the scripted server and without the switches of ours. */
  readonly bare: (place: PoisonPlace) => Promise<readonly string[]>;
}

export function nameOf({ path, by }: PoisonPath): string {
  return by === undefined ? path : `${path} (${by})`;
}
