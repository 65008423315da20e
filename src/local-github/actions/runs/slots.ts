/** Machines: at most so many jobs at once, first come first served. */
export interface Slots {
  /** Calls `start` when a machine is free, perhaps at once. The returned function leaves the line. */
  take(start: () => void): () => void;
  free(): void;
}

export function createSlots(count: number): Slots {
  let busy = 0;
  let line: (() => void)[] = [];

  function next(): void {
    while (busy < count) {
      const start = line.shift();
      if (start === undefined) {
        return;
      }
      busy += 1;
      start();
    }
  }

  return {
    take: (start) => {
      line.push(start);
      next();
      return () => {
        line = line.filter((item) => item !== start);
      };
    },
    free: () => {
      busy -= 1;
      next();
    },
  };
}
