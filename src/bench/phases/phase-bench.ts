import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench, BenchOptions, Row } from '../row.js';
import { bestMedian, percentile } from '../statistics.js';
import { withFolder } from '../work-folder.js';
import { makeFixture } from './fixture.js';
import { measureLoop, measureShift, type RunSample, type Subject } from './overhead.js';
import { writePrograms } from './programs.js';

const PHASES = 30;
/** A phase may cost at most this much of what a shell loop with the same durable writes takes. */
const OVER_LOOP = 2;

/** Overhead per phase against a shell loop, and the git processes behind it; the subjects take turns on the same machine. */
export const phases: Bench = {
  name: 'phases',
  title: 'Overhead per phase',
  run: async (options) => {
    const small = await compare({ files: 200, runs: options.full ? 8 : 5, p50: 60, p95: 120 }, options);
    const large = options.full ? await compare({ files: 4_000, runs: 3, p50: 120, p95: 240 }, options) : [];
    return [...small, ...large];
  },
};

interface Comparison {
  readonly files: number;
  readonly runs: number;
  /** Targets in milliseconds. */
  readonly p50: number;
  readonly p95: number;
}

interface Samples {
  readonly shift: RunSample[];
  /** With an auditor, who changes files as well: counted, not timed. */
  readonly audited: RunSample[];
  readonly plain: (readonly number[])[];
  readonly durable: (readonly number[])[];
}

function compare(comparison: Comparison, { say }: BenchOptions): Promise<readonly Row[]> {
  return withFolder('phases', async (folder) => {
    const [fixture, programs] = await Promise.all([makeFixture(folder, comparison.files), writePrograms(folder)]);
    const samples: Samples = { shift: [], audited: [], plain: [], durable: [] };
    const subject = async (name: string, run: number, audit = false): Promise<Subject> => {
      const own = join(folder, `${name}-${run}`);
      await mkdir(own);
      return { folder: own, fixture, programs, phases: PHASES, audit };
    };
    for (let run = 0; run < comparison.runs; run += 1) {
      say(`  ${comparison.files} files, run ${run + 1} of ${comparison.runs}`);
      samples.shift.push(await measureShift(await subject('shift', run)));
      samples.plain.push(await measureLoop(await subject('plain', run), 'plain'));
      samples.durable.push(await measureLoop(await subject('durable', run), 'durable'));
    }
    samples.audited.push(await measureShift(await subject('audited', 0, true)));
    return rows(comparison, samples);
  });
}

function rows({ files, p50, p95 }: Comparison, { shift, audited, plain, durable }: Samples): readonly Row[] {
  const ours = shift.map((run) => run.overheads);
  const all = ours.flat();
  const name = `${files.toLocaleString('en')} files`;
  const best = bestMedian(ours);
  const figure = (what: string, unit: Row['unit'], values: readonly number[]): Row => ({
    what: `${name}: ${what}`,
    unit,
    values,
    target: null,
  });
  return [
    { what: `${name}: overhead of a phase`, unit: 'ms', values: all, target: { of: 'p50', atMost: p50, goal: true } },
    { what: `${name}: the same, slow phases`, unit: 'ms', values: all, target: { of: 'p95', atMost: p95, goal: true } },
    figure('best run, median and slow phases', 'ms', [
      best,
      percentile(
        ours.map((run) => percentile(run, 0.95)),
        0,
      ),
    ]),
    figure('shell loop, commit and push only', 'ms', plain.flat()),
    figure('shell loop with the same durable writes', 'ms', durable.flat()),
    figure('best run over the best plain loop', '×', [best / bestMedian(plain)]),
    {
      what: `${name}: best run over the best durable loop`,
      unit: '×',
      values: [best / bestMedian(durable)],
      target: { of: 'max', atMost: OVER_LOOP },
    },
    ...processes(name, shift, 8),
    // A second checkpoint, which is a push.
    ...processes(`${name}, with an auditor who changes files`, audited, 9),
  ];
}

/** @param most processes of a landed unit */
function processes(name: string, runs: readonly RunSample[], most: number): readonly Row[] {
  // The first phase of a run also checks out, and the claim comes before it.
  const landed = runs.flatMap((run) => run.perLanding.slice(1));
  const saved = runs.flatMap((run) => run.perCheckpoint);
  return [
    {
      what: `${name}: git processes per landed unit, its checkpoints included`,
      unit: '',
      values: landed,
      target: { of: 'max', atMost: most },
    },
    { what: `${name}: git processes per checkpoint`, unit: '', values: saved, target: { of: 'max', atMost: 4 } },
  ];
}
