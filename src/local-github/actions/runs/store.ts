import type { Clock } from '../../../base/clock.js';
import { PitbossError } from '../../../base/pitboss-error.js';
import { textAt } from '../json.js';
import type { Run, RunView } from './model.js';

export type LineListener = (runId: number, line: string) => void;

export interface RunStore {
  nextId(): number;
  nextNumber(repository: string, path: string): number;
  add(run: Run): void;
  get(id: number): Run | null;
  all(repository?: string): readonly Run[];
  /** Says that a run moved: its waiters look again. */
  changed(run: Run): void;
  waitFor(id: number, predicate: (run: RunView) => boolean): Promise<RunView>;
  line(runId: number, line: string): void;
  log(runId: number): string;
  onLine(listener: LineListener): () => void;
  summary(runId: number): string;
  addSummary(runId: number, text: string): void;
  close(): void;
}

interface Waiter {
  readonly id: number;
  readonly predicate: (run: RunView) => boolean;
  readonly resolve: (run: RunView) => void;
  readonly reject: (error: PitbossError) => void;
}

/** Characters of log kept per run; live listeners see everything. */
const MAX_LOG = 32 * 1024 * 1024;

/** All runs with their logs and summaries, and those who wait for one of them to move. */
export function createRunStore(clock: Clock): RunStore {
  const runs = new Map<number, Run>();
  const numbers = new Map<string, number>();
  const logs = createLogs();
  const summaries = new Map<number, string[]>();
  let waiters: Waiter[] = [];
  let lastId = 7_000_000;

  function changed(run: Run): void {
    run.updatedAt = clock.now();
    const view = viewOf(run);
    const done = waiters.filter((waiter) => waiter.id === run.id && waiter.predicate(view));
    waiters = waiters.filter((waiter) => !done.includes(waiter));
    for (const waiter of done) {
      waiter.resolve(view);
    }
  }

  function waitFor(id: number, predicate: (run: RunView) => boolean): Promise<RunView> {
    const run = runs.get(id);
    if (run !== undefined && predicate(viewOf(run))) {
      return Promise.resolve(viewOf(run));
    }
    return new Promise((resolve, reject) => waiters.push({ id, predicate, resolve, reject }));
  }

  function nextNumber(repository: string, path: string): number {
    const key = `${repository}:${path}`.toLowerCase();
    const number = (numbers.get(key) ?? 0) + 1;
    numbers.set(key, number);
    return number;
  }

  function close(): void {
    for (const waiter of waiters) {
      waiter.reject(closedError(waiter.id));
    }
    waiters = [];
  }

  return {
    nextId: () => {
      lastId += 1;
      return lastId;
    },
    nextNumber,
    add: (run) => runs.set(run.id, run),
    get: (id) => runs.get(id) ?? null,
    all: (repository) =>
      [...runs.values()].filter((run) => repository === undefined || sameName(run.repository, repository)),
    changed,
    waitFor,
    line: logs.add,
    log: logs.text,
    onLine: logs.listen,
    summary: (runId) => (summaries.get(runId) ?? []).join('\n'),
    addSummary: (runId, text) => summaries.set(runId, [...(summaries.get(runId) ?? []), text]),
    close,
  };
}

function createLogs(): {
  add: (runId: number, line: string) => void;
  text: (runId: number) => string;
  listen: (listener: LineListener) => () => void;
} {
  const lines = new Map<number, string[]>();
  const sizes = new Map<number, number>();
  const listeners = new Set<LineListener>();
  return {
    add: (runId, line) => {
      const size = (sizes.get(runId) ?? 0) + line.length;
      if (size <= MAX_LOG) {
        sizes.set(runId, size);
        const known = lines.get(runId) ?? [];
        known.push(line);
        lines.set(runId, known);
      }
      for (const listener of listeners) {
        listener(runId, line);
      }
    },
    text: (runId) => (lines.get(runId) ?? []).join('\n'),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A copy that stays as it is when the run moves on. */
export function viewOf(run: Run): RunView {
  const { id, repository, workflow, cause, title, status, conclusion, attempt, triggeringActor } = run;
  const { createdAt, startedAt, updatedAt } = run;
  return {
    ...{ id, repository, title, status, conclusion, attempt, triggeringActor, createdAt, startedAt, updatedAt },
    workflowId: workflow.id,
    workflowName: workflow.name,
    path: workflow.path,
    event: cause.event,
    runNumber: run.number,
    actor: cause.actor,
    headBranch: headBranch(run),
    headSha: cause.sha,
    inputs: cause.inputs,
    annotations: [...run.annotations],
    jobs: run.jobs.map((job) => {
      const { key, name, outputs, startedAt: started, completedAt } = job;
      const state = { status: job.status, conclusion: job.conclusion };
      return { id: job.id, key, name, ...state, outputs, startedAt: started, completedAt, steps: [...job.steps] };
    }),
  };
}

function headBranch(run: Run): string {
  const pullRequest = run.cause.event.startsWith('pull_request');
  const head = pullRequest ? textAt(run.cause.payload, 'pull_request.head.ref') : null;
  return head ?? run.cause.ref.replace(/^refs\/(?:heads|tags)\//, '');
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function closedError(id: number): PitbossError {
  return new PitbossError({
    code: 'local_actions_closed',
    what: `Nobody will see run ${id} get there.`,
    why: 'The local Actions service was closed while something waited for this run.',
    fix: 'Wait for the run before closing, or drop the wait.',
  });
}
