import type { Entry } from './samples.js';

/** The original's scheduler, written down from its description and from nothing else. */
export class Reference {
  rotation = 0;
  readonly runs = new Map<string, number>();
  private readonly entries: readonly Entry[];

  constructor(entries: readonly Entry[]) {
    this.entries = entries;
  }

  /** Whose turn it is in the next rotation; null where nobody is eligible in it. */
  next(): string | null {
    this.rotation += 1;
    const runsOf = (name: string) => this.runs.get(name) ?? 0;
    const eligible = this.entries.filter(
      ({ name, every, cap }) => this.rotation % every === 0 && (cap === null || runsOf(name) < cap),
    );
    let weights = 0;
    let total = 0;
    for (const { name, weight } of eligible) {
      weights += weight;
      total += runsOf(name);
    }
    let winner: { readonly name: string; readonly score: number } | null = null;
    for (const { name, weight } of eligible) {
      const score = weight * total - runsOf(name) * weights;
      if (winner === null || score > winner.score || (score === winner.score && name < winner.name)) {
        winner = { name, score };
      }
    }
    return winner === null ? null : winner.name;
  }

  record(name: string): void {
    this.runs.set(name, (this.runs.get(name) ?? 0) + 1);
  }
}
