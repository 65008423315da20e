import type { Random } from './mutate.js';

/** Something that takes text from outside, and the laws that hold for any text at all. */
export interface Target {
  readonly name: string;
  /** Share of all inputs; the dearer a parser is, the fewer it gets. */
  readonly share: number;
  readonly make: (random: Random) => string;
  /** What is wrong with how the input was taken, or null. May throw: that is wrong too. */
  readonly check: (input: string) => string | null;
}
