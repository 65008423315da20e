/** Counts what is in progress (requests, deliveries, tracked work) so that tests can wait for quiet without sleeping. */
export class Activity {
  #count = 0;
  #waiting: (() => void)[] = [];

  /** Returns the function that ends this piece of work; calling it again does nothing. */
  begin(): () => void {
    this.#count += 1;
    let over = false;
    return () => {
      if (over) {
        return;
      }
      over = true;
      this.#count -= 1;
      this.#settle();
    };
  }

  async track<T>(work: Promise<T>): Promise<T> {
    const end = this.begin();
    try {
      return await work;
    } finally {
      end();
    }
  }

  /** Resolves when nothing is in progress, and nothing followed from what ended last. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#settle();
    });
  }

  #settle(): void {
    // What ended may start more in callbacks that are already due; look again after them.
    setImmediate(() => {
      if (this.#count === 0) {
        for (const resolve of this.#waiting.splice(0)) {
          resolve();
        }
      }
    });
  }
}
