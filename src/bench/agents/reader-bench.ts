import type { Bench, BenchOptions, Row } from '../row.js';
import { NO_DISPATCH, STREAMS, streamOf } from './streams.js';

const MEGABYTE = 1_000_000;
const LEAST_MB_PER_SECOND = 100;
const MB_A_ROUND = 25;
const ROUNDS = 5;

export const readers: Bench = { name: 'readers', title: "Reading the agents' streams", run };

/** Lines that are read already, so that the reader alone is measured; in CPU time, which a busy machine changes less. */
async function run({ project, say }: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const kind of STREAMS) {
    say(`  ${kind.name}`);
    const { lines } = await streamOf(project, kind);
    const backend = kind.backend('none');
    const parsing = rounds(() => secondsFor(lines, (line) => JSON.parse(line)));
    const seconds = rounds(() => {
      const reader = backend.reader(NO_DISPATCH);
      return secondsFor(lines, (line) => reader.line('stdout', line));
    });
    rows.push(
      {
        what: `${kind.name}: CPU time for ${LEAST_MB_PER_SECOND} MB of its stream`,
        unit: 's',
        values: seconds.map((each) => each * LEAST_MB_PER_SECOND),
        target: { of: 'p50', atMost: 1, goal: true },
      },
      { what: `${kind.name}: read`, unit: 'MB/s', values: seconds.map((each) => 1 / each), target: null },
      {
        what: `${kind.name}: the same lines through JSON.parse alone`,
        unit: 'MB/s',
        values: parsing.map((each) => 1 / each),
        target: null,
      },
    );
  }
  return rows;
}

/** The first round warms up. */
function rounds(measure: () => number): readonly number[] {
  return Array.from({ length: ROUNDS + 1 }, measure).slice(1);
}

/** CPU seconds for one megabyte. */
function secondsFor(lines: readonly string[], read: (line: string) => unknown): number {
  const bytes = lines.reduce((sum, line) => sum + line.length + 1, 0);
  const times = Math.ceil((MB_A_ROUND * MEGABYTE) / bytes);
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) {
    for (const line of lines) {
      read(line);
    }
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / ((bytes * times) / MEGABYTE);
}
