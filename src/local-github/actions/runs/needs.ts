import type { Status } from '../expressions/condition.js';
import type { Conclusion, Job, Run } from './model.js';

/** Ids of the jobs that a job names in `needs`. */
function needsOf(job: Job): readonly string[] {
  const needs = job.file.needs ?? [];
  return typeof needs === 'string' ? [needs] : needs;
}

export function isReady(run: Run, job: Job): boolean {
  return instancesOf(run, needsOf(job)).every((item) => item.status === 'completed');
}

/** The `needs` context: result and outputs of each job named there. */
export function needsContext(run: Run, job: Job): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    needsOf(job).map((key) => {
      const instances = instancesOf(run, [key]);
      // Of one name in several jobs of a matrix the last to end wins: GitHub promises no order.
      const ended = instances.toSorted((a, b) => (a.completedAt ?? 0) - (b.completedAt ?? 0));
      const outputs = Object.assign({}, ...ended.map((item) => item.outputs));
      return [key, { result: worst(instances.map(countedAs)), outputs }];
    }),
  );
}

/** What `success()`, `failure()` and `cancelled()` answer in the `if:` of a job. */
export function jobStatus(run: Run, job: Job): Status {
  const direct = instancesOf(run, needsOf(job)).map(countedAs);
  const all = ancestors(run, job).map(countedAs);
  return {
    success: !run.cancelRequested && direct.every((item) => item === 'success'),
    failure: !run.cancelRequested && all.includes('failure'),
    cancelled: run.cancelRequested,
  };
}

/** How a run ends once all its jobs have. */
export function runConclusion(run: Run): Conclusion {
  const results = run.jobs.map(countedAs);
  if (run.cancelRequested && results.includes('cancelled')) {
    return 'cancelled';
  }
  if (results.length > 0 && results.every((item) => item === 'skipped')) {
    return 'skipped';
  }
  return worst(results);
}

/** A job that may fail counts as success, for the run and for those that need it. */
function countedAs(job: Job): Conclusion {
  const conclusion = job.conclusion ?? 'success';
  return conclusion === 'failure' && job.file['continue-on-error'] === true ? 'success' : conclusion;
}

function worst(results: readonly Conclusion[]): Conclusion {
  const order: readonly Conclusion[] = ['failure', 'cancelled'];
  const bad = order.find((item) => results.includes(item));
  if (bad !== undefined) {
    return bad;
  }
  return results.length > 0 && results.every((item) => item === 'skipped') ? 'skipped' : 'success';
}

/** Whether as many jobs of its matrix as may work at once do so. */
export function matrixIsFull(run: Run, job: Job): boolean {
  const busy = siblingsOf(run, job).filter(({ status }) => status !== 'waiting' && status !== 'completed');
  return job.matrix !== null && busy.length >= job.strategy['max-parallel'];
}

/** Jobs of the same matrix that end with this one, because it failed and they are to fail fast. */
export function endedWith(run: Run, job: Job): readonly Job[] {
  const fails = job.matrix !== null && job.strategy['fail-fast'] && countedAs(job) === 'failure';
  return fails ? siblingsOf(run, job).filter(({ status }) => status !== 'completed') : [];
}

function siblingsOf(run: Run, job: Job): readonly Job[] {
  return instancesOf(run, [job.key]).filter((item) => item !== job);
}

function instancesOf(run: Run, keys: readonly string[]): readonly Job[] {
  return run.jobs.filter((item) => keys.includes(item.key));
}

function ancestors(run: Run, job: Job, seen = new Set<string>()): readonly Job[] {
  const fresh = needsOf(job).filter((key) => !seen.has(key));
  for (const key of fresh) {
    seen.add(key);
  }
  const parents = instancesOf(run, fresh);
  return [...parents, ...parents.flatMap((parent) => ancestors(run, parent, seen))];
}
