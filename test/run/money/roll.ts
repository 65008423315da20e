/** Decisions of one step, taken from one number: so a schedule is a list of numbers, quick to make and to shrink. */
export class Roll {
  private rest: number;

  constructor(seed: number) {
    this.rest = seed;
  }

  /** A whole number from 0 to `count - 1`. */
  below(count: number): number {
    const value = this.rest % count;
    this.rest = Math.floor(this.rest / count);
    return value;
  }
}
