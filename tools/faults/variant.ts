import type { Point } from './point.js';

/** What a run left behind: the same text for every way in which it may have come about, and the money, which may differ within bounds. */
export interface Outcome {
  readonly form: string;
  /** US dollars that count as spent, over all runs. */
  readonly spentUsd: number;
  /** What the program said last, for whoever looks into a difference. */
  readonly said: string;
}

/** One way to run Pitboss that can be killed anywhere. */
export interface Variant {
  readonly name: string;
  /** A run that nobody disturbs; null when it does not finish. `log` gets a line for each call. */
  undisturbed(log: string): Promise<Outcome | null>;
  /** Runs with one effect broken on purpose; each must come out differently, or the harness sees nothing. */
  readonly broken: readonly { readonly what: string; run(): Promise<Outcome> }[];
  /** All points of an undisturbed run's log, in the order in which they are worth trying. */
  points(log: string, random: () => number): readonly Point[];
  /** A run that dies at a point and is gone on with as people and GitHub do; null when it never came to that point. */
  killedAt(point: Point): Promise<Outcome | null>;
  /** US dollars that one kill may cost beyond the undisturbed run: what was set aside for the dispatch that it cut off. */
  readonly reservationUsd: number;
  close(): Promise<void>;
}
