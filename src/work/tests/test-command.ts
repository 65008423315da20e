import type { Probe } from './probe.js';

/** How a project is tested. */
export interface TestCommand {
  readonly argv: readonly [string, ...string[]];
  /** For people: `npm test`. */
  readonly label: string;
}

/** Recognises one kind of project by the files at its top. */
export type Detector = (files: Probe) => Promise<TestCommand | null>;

/** A command whose label is its own words. */
export function plainCommand(...argv: readonly [string, ...string[]]): TestCommand {
  return { argv, label: argv.join(' ') };
}
