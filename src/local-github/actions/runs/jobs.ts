import { ok, type Result } from '../../../base/result.js';
import type { ExpressionScope } from '../expressions/evaluate.js';
import { render, resolve } from '../expressions/template.js';
import { isRecord } from '../json.js';
import type { ConcurrencyFile, JobFile } from '../workflow/schema.js';
import type { GroupRequest } from './concurrency.js';
import { combinations } from './matrix.js';
import { type Job, newSignals, type Run, type Strategy } from './model.js';

/** The jobs of a new attempt; one with a matrix becomes one per combination, at once or when what it needs is done. */
export function createJobs(run: Run, nextId: () => number, scope: ExpressionScope): Job[] {
  return Object.entries(run.workflow.file?.jobs ?? {}).flatMap(([key, file]) => {
    const all = attempt(() => jobsOf(key, file, scope, nextId));
    // What cannot be told yet, or is wrong, is told when the job's turn has come.
    return all?.ok === true
      ? all.value
      : [newJob({ id: nextId(), key, file, matrix: null, strategy: ALONE, unexpanded: true, scope })];
  });
}

/** The jobs that a job of a workflow file is, or GitHub's reason to refuse its matrix. Throws for expressions that fail. */
export function jobsOf(
  key: string,
  file: JobFile,
  scope: ExpressionScope,
  nextId: () => number,
): Result<readonly Job[], string> {
  const resolved = resolve(file.strategy ?? {}, scope);
  const { matrix, ...settings } = isRecord(resolved) ? resolved : {};
  if (matrix === undefined) {
    return ok([newJob({ id: nextId(), key, file, matrix: null, strategy: ALONE, unexpanded: false, scope })]);
  }
  const all = combinations(key, matrix);
  if (!all.ok) {
    return all;
  }
  const total = all.value.length;
  const most = Number(settings['max-parallel'] ?? total);
  const shared = {
    'fail-fast': settings['fail-fast'] !== false && settings['fail-fast'] !== 'false',
    'max-parallel': most > 0 ? most : total,
    'job-total': total,
  };
  return ok(
    all.value.map((one, index) =>
      newJob({
        ...{ id: nextId(), key, file, matrix: one, scope, unexpanded: false },
        strategy: { ...shared, 'job-index': index },
      }),
    ),
  );
}

/** A job without a matrix. */
const ALONE: Strategy = { 'fail-fast': true, 'max-parallel': 1, 'job-index': 0, 'job-total': 1 };

interface NewJob extends Pick<Job, 'id' | 'key' | 'file' | 'matrix' | 'strategy' | 'unexpanded'> {
  readonly scope: ExpressionScope;
}

function newJob({ scope, ...job }: NewJob): Job {
  return {
    ...job,
    name: jobName(job.key, job.file, job.matrix, scope),
    status: 'waiting',
    conclusion: null,
    outputs: {},
    steps: [],
    startedAt: null,
    completedAt: null,
    signals: newSignals(),
  };
}

function jobName(key: string, file: JobFile, matrix: NewJob['matrix'], scope: ExpressionScope): string {
  if (file.name === undefined) {
    return matrix === null ? key : `${key} (${Object.values(matrix).map(String).join(', ')})`;
  }
  const contexts = { needs: {}, ...scope.contexts, matrix: matrix ?? {}, strategy: {} };
  return attempt(() => render(file.name ?? key, { contexts })) ?? key;
}

/** Names and matrices that cannot be evaluated yet fall back to what the file says; the job itself reports errors. */
function attempt<T>(evaluate: () => T): T | null {
  try {
    return evaluate();
  } catch {
    return null;
  }
}

/** The concurrency group that a workflow or job asks for; null when it asks for none. */
export function groupRequest(
  file: ConcurrencyFile | undefined,
  repository: string,
  scope: ExpressionScope,
): GroupRequest | null {
  const value = file === undefined ? null : resolve(file, scope);
  const settings = isRecord(value) ? value : { group: value };
  const group = typeof settings.group === 'string' ? settings.group : '';
  if (group === '') {
    return null;
  }
  const interrupts = settings['cancel-in-progress'];
  return {
    repository,
    group,
    queue: settings.queue === 'max' ? 'max' : 'single',
    cancelInProgress: interrupts === true || interrupts === 'true',
  };
}
