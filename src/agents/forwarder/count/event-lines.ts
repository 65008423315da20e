const LINE_END = 0x0a;
const DATA = Buffer.from('data:');

/** Longest event that is read: the last one of a response repeats all of it. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** Finds the data of server-sent events in a stream of bytes. Providers put each event's data on one line. */
export interface EventLines {
  push(chunk: Buffer): void;
  /** Takes what stands behind the last line end. */
  end(): void;
  /** True when a line was too long to be held. */
  readonly missed: boolean;
}

export function eventLines(onData: (data: Buffer) => void): EventLines {
  let held: Buffer[] = [];
  let bytes = 0;
  let missed = false;

  function hold(part: Buffer): void {
    bytes += part.length;
    if (bytes > MAX_LINE_BYTES) {
      missed = true;
      held = [];
    } else if (part.length > 0) {
      held.push(part);
    }
  }

  function lineEnds(): void {
    const [first] = held;
    if (first !== undefined) {
      const line = held.length === 1 ? first : Buffer.concat(held);
      if (line.subarray(0, DATA.length).equals(DATA)) {
        onData(line.subarray(DATA.length));
      }
    }
    held = [];
    bytes = 0;
  }

  return {
    push(chunk) {
      let from = 0;
      for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, from)) {
        hold(chunk.subarray(from, end));
        lineEnds();
        from = end + 1;
      }
      hold(chunk.subarray(from));
    },
    end: lineEnds,
    get missed() {
      return missed;
    },
  };
}
