import type { ExpressionScope } from '../expressions/evaluate.js';
import { render, resolve } from '../expressions/template.js';
import { isRecord } from '../json.js';
import type { ConcurrencyFile, JobFile } from '../workflow/schema.js';
import type { GroupRequest } from './concurrency.js';
import { combinations } from './matrix.js';
import { type Job, newSignals, type Run } from './model.js';

/** The jobs of a new attempt; a job with a matrix becomes one per combination. */
export function createJobs(run: Run, nextId: () => number, scope: ExpressionScope): Job[] {
  const files = Object.entries(run.workflow.file?.jobs ?? {});
  return files.flatMap(([key, file]) => {
    const all = combinations(resolvedStrategy(file, scope));
    const each = all.length === 0 ? [null] : all;
    return each.map((matrix) => newJob({ id: nextId(), key, file, matrix, scope }));
  });
}

interface NewJob {
  readonly id: number;
  readonly key: string;
  readonly file: JobFile;
  readonly matrix: Readonly<Record<string, unknown>> | null;
  readonly scope: ExpressionScope;
}

function newJob({ id, key, file, matrix, scope }: NewJob): Job {
  return {
    id,
    key,
    name: jobName(key, file, matrix, scope),
    file,
    matrix,
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
  const contexts = { ...scope.contexts, matrix: matrix ?? {}, needs: {}, strategy: {} };
  return attempt(() => render(file.name ?? key, { contexts })) ?? key;
}

function resolvedStrategy(file: JobFile, scope: ExpressionScope): unknown {
  return attempt(() => resolve(file.strategy, scope)) ?? null;
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
