/** A failure to inject into matching requests. */
export interface Fault {
  /** HTTP method; any when left out. */
  readonly method?: string;
  /** Matched against the path without query and without the `/api/v3` prefix; git requests look like `/o/r.git/git-receive-pack`. */
  readonly path: RegExp;
  /** How many requests it hits; 1 by default. */
  readonly times?: number;
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * `before`: answered without effect; `after`: the effect happens, then the failure is answered; `drop`: the effect
   * does not happen and the connection is cut; `drop-after`: it happens, then the cut; `hang`: never answered.
   */
  readonly mode?: 'before' | 'after' | 'drop' | 'drop-after' | 'hang';
}

export class Faults {
  #active: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#active.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#active = [];
  }

  /** Faults that have not hit as often as they should. */
  get pending(): number {
    return this.#active.length;
  }

  take(method: string, path: string): Fault | null {
    const found = this.#active.find(
      ({ fault }) => (fault.method === undefined || fault.method === method) && path.search(fault.path) !== -1,
    );
    if (found === undefined) {
      return null;
    }
    found.left -= 1;
    if (found.left <= 0) {
      this.#active = this.#active.filter((each) => each !== found);
    }
    return found.fault;
  }
}
