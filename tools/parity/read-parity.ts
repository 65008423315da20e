/** How one behaviour of the original stands here. */
export type Standing =
  /** A test of ours shows it: the file, and the full name as the report prints it. */
  | { readonly kind: 'test'; readonly path: string; readonly name: string }
  /** It is replaced on purpose; the number is the one in `docs/parity.md`'s list of departures. */
  | { readonly kind: 'departure'; readonly number: number }
  /** It belongs to a part that does not exist yet. */
  | { readonly kind: 'open'; readonly part: string };

export interface ParityRow {
  readonly number: number;
  /** Line in the document, from 1. */
  readonly line: number;
  readonly standings: readonly Standing[];
  /** Entries that fit no form. */
  readonly unreadable: readonly string[];
}

const ROW = /^\| (\d+) \| [^|]+ \| (.+) \|$/;
const DEPARTURE_LINE = /^(\d+)\. /;

/** The rows of the table, in the order of the document. A cell holds one entry, or several with `<br>` between them. */
export function readRows(text: string): readonly ParityRow[] {
  return text.split('\n').flatMap((content, index) => {
    const found = ROW.exec(content);
    return found === null ? [] : [rowOf(Number(found[1]), index + 1, found[2] ?? '')];
  });
}

/** Numbers of the departures that the document explains. */
export function readDepartures(text: string): ReadonlySet<number> {
  const [, list = ''] = text.split(/^## Departures$/m);
  const numbers = list.split('\n').flatMap((line) => DEPARTURE_LINE.exec(line)?.[1] ?? []);
  return new Set(numbers.map(Number));
}

function rowOf(number: number, line: number, cell: string): ParityRow {
  const entries = cell.split('<br>').map((entry) => entry.trim());
  const read = entries.map((entry) => [entry, standingOf(entry)] as const);
  return {
    number,
    line,
    standings: read.flatMap(([, standing]) => standing ?? []),
    unreadable: read.flatMap(([entry, standing]) => (standing === null ? [entry] : [])),
  };
}

function standingOf(entry: string): Standing | null {
  const [, path, name] = /^`(test\/[\w./-]+\.test\.ts)` (.+)$/.exec(entry) ?? [];
  if (path !== undefined && name !== undefined) {
    // A bar would end the cell.
    return { kind: 'test', path, name: name.replaceAll('\\|', '|') };
  }
  const departure = /^departure (\d+)$/.exec(entry)?.[1];
  if (departure !== undefined) {
    return { kind: 'departure', number: Number(departure) };
  }
  const part = /^open: (\w+)$/.exec(entry)?.[1];
  return part === undefined ? null : { kind: 'open', part };
}
