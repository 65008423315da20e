import type { Clock } from '../../../base/clock.js';
import type { LocalServer } from '../../contract.js';
import { condition } from '../expressions/condition.js';
import type { ExpressionScope } from '../expressions/evaluate.js';
import type { Announcer } from './announce.js';
import type { Concurrency, Ticket } from './concurrency.js';
import { jobScope, type Settings } from './contexts.js';
import { groupRequest, jobsOf } from './jobs.js';
import type { Conclusion, Job, Run } from './model.js';
import { endedWith, jobStatus, matrixIsFull } from './needs.js';
import type { Slots } from './slots.js';
import type { RunStore } from './store.js';

/** What a machine reports. `lost`: the machine died and reports nothing. */
export type JobResult =
  | { readonly kind: 'done'; readonly conclusion: Conclusion; readonly outputs: Readonly<Record<string, string>> }
  | { readonly kind: 'lost' };

export interface FlowParts {
  readonly server: LocalServer;
  readonly settings: Settings;
  readonly store: RunStore;
  readonly announcer: Announcer;
  readonly concurrency: Concurrency;
  readonly slots: Slots;
  readonly clock: Clock;
  /** How long a cancelled job may go on with steps that always run (GitHub: five minutes). */
  readonly cancelLimitMs: number;
  readonly runJob: (run: Run, job: Job) => Promise<JobResult>;
  /** Called when a job came to its end. */
  readonly onDone: (run: Run) => void;
}

export interface JobFlow {
  /** A job whose needs are done: skip it, or send it through its concurrency group to a machine. */
  place(run: Run, job: Job): void;
  cancel(run: Run, job: Job, force: boolean): void;
  /** Ends a job whose machine died. */
  lose(run: Run, job: Job): void;
}

/** The way of one job from "needs are done" to its conclusion. */
export function createJobFlow(parts: FlowParts): JobFlow {
  const { server, settings, store, announcer, concurrency, slots, clock } = parts;
  const tickets = new Map<Job, Ticket>();
  const leave = new Map<Job, () => void>();

  function wanted(run: Run, job: Job): boolean {
    return condition(job.file.if, jobScope(server, settings, run, job), jobStatus(run, job));
  }

  function place(run: Run, job: Job): void {
    try {
      if (!wanted(run, job)) {
        complete(run, job, run.cancelRequested ? 'cancelled' : 'skipped');
        return;
      }
      const scope = jobScope(server, settings, run, job);
      if (job.unexpanded) {
        expand(run, job, scope);
        return;
      }
      if (matrixIsFull(run, job)) {
        return;
      }
      const group = groupRequest(job.file.concurrency, run.repository, scope);
      if (group === null) {
        queue(run, job);
        return;
      }
      job.status = 'pending';
      const ticket = ticketOf(run, job);
      tickets.set(job, ticket);
      concurrency.request(ticket, group);
      settle(run);
    } catch (error) {
      note(run, job, error instanceof Error ? error.message : String(error));
      complete(run, job, 'failure');
    }
  }

  /** Puts the jobs of a matrix in the place of the one that stood for them. */
  function expand(run: Run, job: Job, scope: ExpressionScope): void {
    const jobs = jobsOf(job.key, job.file, scope, store.nextId);
    if (!jobs.ok) {
      note(run, job, jobs.error);
      complete(run, job, 'failure');
      return;
    }
    run.jobs = run.jobs.flatMap((item) => (item === job ? jobs.value : [item]));
    for (const each of jobs.value) {
      if (each.status === 'waiting') {
        place(run, each);
      }
    }
  }

  function ticketOf(run: Run, job: Job): Ticket {
    return {
      start: () => queue(run, job),
      evict: () => {
        note(run, job, 'Canceling since a higher priority waiting request exists for this concurrency group');
        complete(run, job, 'cancelled');
      },
      interrupt: () => cancel(run, job, false),
    };
  }

  function queue(run: Run, job: Job): void {
    job.status = 'queued';
    announcer.job(run, job, 'queued');
    settle(run);
    leave.set(
      job,
      slots.take(() => {
        leave.delete(job);
        void server.track(execute(run, job));
      }),
    );
  }

  async function execute(run: Run, job: Job): Promise<void> {
    job.status = 'in_progress';
    job.startedAt = clock.now();
    settle(run);
    announcer.job(run, job, 'in_progress');
    const result = await parts.runJob(run, job);
    slots.free();
    if (result.kind === 'done' && job.status === 'in_progress') {
      job.outputs = result.outputs;
      complete(run, job, result.conclusion);
    }
  }

  function complete(run: Run, job: Job, conclusion: Conclusion): void {
    job.status = 'completed';
    job.conclusion = conclusion;
    job.completedAt = clock.now();
    announcer.job(run, job, 'completed');
    store.changed(run);
    const ticket = tickets.get(job);
    tickets.delete(job);
    if (ticket !== undefined) {
      concurrency.release(ticket);
    }
    for (const sibling of endedWith(run, job)) {
      endSibling(run, sibling);
    }
    parts.onDone(run);
  }

  function endSibling(run: Run, job: Job): void {
    note(run, job, 'The strategy configuration was canceled because a job of the matrix failed');
    if (job.status === 'in_progress' && !job.signals.dead.signal.aborted) {
      stop(job, false);
      return;
    }
    leave.get(job)?.();
    leave.delete(job);
    complete(run, job, 'cancelled');
  }

  function cancel(run: Run, job: Job, force: boolean): void {
    if (job.status === 'completed' || (job.status === 'waiting' && !force)) {
      return;
    }
    if (!force && staysWanted(run, job)) {
      return;
    }
    if (job.status === 'in_progress' && !job.signals.dead.signal.aborted) {
      stop(job, force);
      return;
    }
    leave.get(job)?.();
    leave.delete(job);
    complete(run, job, 'cancelled');
  }

  /** A job that always runs goes on when it is cancelled. */
  function staysWanted(run: Run, job: Job): boolean {
    try {
      const status = { success: false, failure: false, cancelled: true };
      return condition(job.file.if, jobScope(server, settings, run, job), status);
    } catch {
      return false;
    }
  }

  function stop(job: Job, force: boolean): void {
    if (force) {
      job.signals.force.abort();
      return;
    }
    job.signals.cancel.abort();
    void clock.sleep(parts.cancelLimitMs, job.signals.force.signal).then(() => {
      if (job.status === 'in_progress') {
        job.signals.force.abort();
      }
    });
  }

  function lose(run: Run, job: Job): void {
    note(run, job, 'The hosted runner lost communication with the server.');
    complete(run, job, 'failure');
  }

  function note(run: Run, job: Job, message: string): void {
    run.annotations.push({ level: 'error', message, job: job.name });
    store.line(run.id, `##[error]${message}`);
  }

  /** The status of a run follows its jobs. */
  function settle(run: Run): void {
    const busy = run.jobs.some((item) => item.status === 'in_progress' || item.status === 'completed');
    const queued = run.jobs.some((item) => item.status === 'queued');
    const before = run.status;
    run.status = busy ? 'in_progress' : queued ? 'queued' : 'pending';
    store.changed(run);
    if (run.status === 'in_progress' && before !== 'in_progress') {
      announcer.run(run, 'in_progress');
    }
  }

  return { place, cancel, lose };
}
