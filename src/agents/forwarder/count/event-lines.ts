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

/** @param marks bytes of which a line must hold one; among the others, nearly all, no line is even looked for */
export function eventLines(marks: readonly Buffer[], onData: (data: Buffer) => void): EventLines {
  const marked = (bytes: Buffer): boolean => marks.some((mark) => bytes.includes(mark));
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

  function take(line: Buffer): void {
    if (line.subarray(0, DATA.length).equals(DATA) && marked(line)) {
      onData(line.subarray(DATA.length));
    }
  }

  function takeHeld(): void {
    const [first] = held;
    if (first !== undefined) {
      take(held.length === 1 ? first : Buffer.concat(held));
    }
    held = [];
    bytes = 0;
  }

  function takeLines(whole: Buffer): void {
    let from = 0;
    for (let end = whole.indexOf(LINE_END); end !== -1; end = whole.indexOf(LINE_END, from)) {
      take(whole.subarray(from, end));
      from = end + 1;
    }
  }

  return {
    push(chunk) {
      const [first, last] = [chunk.indexOf(LINE_END), chunk.lastIndexOf(LINE_END)];
      if (first === -1) {
        hold(chunk);
        return;
      }
      hold(chunk.subarray(0, first));
      takeHeld();
      const whole = chunk.subarray(first + 1, last + 1);
      if (marked(whole)) {
        takeLines(whole);
      }
      hold(chunk.subarray(last + 1));
    },
    end: takeHeld,
    get missed() {
      return missed;
    },
  };
}
