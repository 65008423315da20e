import { join } from 'node:path';
import { execa } from 'execa';
import { benchEnvironment, git } from '../run-git.js';
import { spanLength } from '../statistics.js';
import { copyFixture, type Fixture, planOf } from './fixture.js';
import { LOG_VARIABLE, type Programs, readSpans, type Span } from './programs.js';
import { shiftRun } from './shift-run.js';

/** What one run shows: milliseconds of overhead per phase, and git processes per saved and per landed unit. */
export interface RunSample {
  readonly overheads: readonly number[];
  readonly perCheckpoint: readonly number[];
  readonly perLanding: readonly number[];
}

export interface Subject {
  readonly folder: string;
  readonly fixture: Fixture;
  readonly programs: Programs;
  readonly phases: number;
  /** Whether an auditor looks at each phase; it changes files as the agent does. */
  readonly audit: boolean;
}

/** Milliseconds since the epoch, finer than the clock of `Date`: the fakes note their times on the same scale. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Runs the shift. A phase lasts from the end of the one before (the first: from the claim) to its own landing; what its agent and
 * its tests noted as theirs is taken off, so that starting and ending these programs counts as ours.
 */
export async function measureShift(subject: Subject): Promise<RunSample> {
  const remote = join(subject.folder, 'remote.git');
  const log = join(subject.folder, 'times');
  await copyFixture(subject.fixture, remote);
  const marks: number[] = [];
  const perCheckpoint: number[] = [];
  const perLanding: number[] = [];
  let processes = 0;
  /** Processes up to the event before: an agent or the tests ended, and the unit was saved. */
  let before = 0;
  await shiftRun({
    folder: join(subject.folder, 'state'),
    remote,
    base: subject.fixture.head,
    plan: planOf(subject.phases),
    programs: subject.programs,
    log,
    audit: subject.audit,
    onGitProcess: () => {
      processes += 1;
    },
    tell: (event) => {
      if (event.kind === 'claimed' || event.kind === 'landed') {
        marks.push(now());
      }
      if (event.kind === 'saved') {
        perCheckpoint.push(processes - before);
      } else if (event.kind === 'landed') {
        perLanding.push(processes);
        processes = 0;
      }
      before = processes;
    },
  });
  return { overheads: await overheads(log, spansBetween(marks)), perCheckpoint, perLanding };
}

/** Runs the loop that does the same by hand. */
export async function measureLoop(subject: Subject, mode: 'plain' | 'durable'): Promise<readonly number[]> {
  const remote = join(subject.folder, 'remote.git');
  const clone = join(subject.folder, 'clone');
  const log = join(subject.folder, 'times');
  await copyFixture(subject.fixture, remote);
  await git(subject.folder, 'clone', '--quiet', remote, clone);
  const { programs, phases } = subject;
  await execa('bash', [programs.loop, join(programs.loop, '..'), String(phases), mode], {
    cwd: clone,
    env: { ...benchEnvironment(), [LOG_VARIABLE]: log },
    extendEnv: false,
  });
  return overheads(log, await readSpans(log, 'phase'));
}

function spansBetween(marks: readonly number[]): readonly Span[] {
  return marks.slice(1).map((to, index) => [marks[index] ?? to, to] as const);
}

async function overheads(log: string, phases: readonly Span[]): Promise<readonly number[]> {
  const [agents, tests] = await Promise.all([readSpans(log, 'agent'), readSpans(log, 'tests')]);
  return phases.map((phase, index) => {
    const taken = [agents[index], tests[index]].map((span) => (span === undefined ? 0 : spanLength(span)));
    return spanLength(phase) - taken.reduce((sum, ms) => sum + ms, 0);
  });
}
