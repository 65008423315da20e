/** Longest scratchpad that is kept, in characters; of a longer one the newest part. */
const LONGEST_PAD = 200_000;

interface Pads {
  /** The run's scratchpad now. */
  readonly pad: string;
  /** What the session was given. */
  readonly seed: string;
  /** What it left. */
  readonly view: string;
  readonly seq: number;
}

/**
 * The run's scratchpad with what a session wrote into its view of it. Agents are told to append: then only what is new is taken over.
 * One that leaves nothing of it takes nothing away from the others.
 * A view that was rewritten while others wrote too is added whole, between marks, as the original does.
 */
export function mergedPad({ pad, seed, view, seq }: Pads): string {
  if (view === seed || view.trim() === '') {
    return pad;
  }
  if (pad === seed) {
    return newest(view);
  }
  if (view.startsWith(seed)) {
    return newest(joined(pad, view.slice(seed.length)));
  }
  const name = `pitboss:session-${String(seq).padStart(4, '0')}`;
  return newest(joined(pad, `<!-- ${name} -->\n${view.trimEnd()}\n<!-- /${name} -->\n`));
}

function joined(pad: string, more: string): string {
  return pad === '' || pad.endsWith('\n') ? `${pad}${more}` : `${pad}\n${more}`;
}

function newest(text: string): string {
  if (text.length <= LONGEST_PAD) {
    return text;
  }
  const tail = text.slice(-LONGEST_PAD);
  const line = tail.indexOf('\n') + 1;
  // A line that is longer than all of it is cut in its middle.
  return line === 0 || line === tail.length ? tail : tail.slice(line);
}
