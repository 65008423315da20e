import type { Ticket } from './concurrency.js';
import { runScope } from './contexts.js';
import { createJobFlow, type FlowParts } from './job-flow.js';
import { createJobs, groupRequest } from './jobs.js';
import type { Conclusion, Job, Run } from './model.js';
import { isReady, runConclusion } from './needs.js';

export interface Scheduler {
  /** Takes a new run in. One with status `action_required` is held until `release`. */
  submit(run: Run): void;
  release(run: Run): void;
  /** A new attempt; with `failedOnly` the jobs that succeeded keep their results. */
  rerun(run: Run, actor: string, failedOnly: boolean): void;
  /** False when there is nothing to cancel. */
  cancel(run: Run, force: boolean): boolean;
  /** Ends the jobs of dead machines. */
  concludeLost(run: Run): void;
}

/** Moves runs through their concurrency group and their jobs in the order of their needs. */
export function createScheduler(parts: Omit<FlowParts, 'onDone'>): Scheduler {
  const { server, settings, store, announcer, concurrency, clock } = parts;
  const tickets = new Map<Run, Ticket>();
  const begun = new Set<Run>();
  const flow = createJobFlow({ ...parts, onDone: advance });

  function submit(run: Run): void {
    store.add(run);
    store.changed(run);
    announcer.run(run, 'requested');
    if (run.status !== 'action_required') {
      enter(run, []);
    }
  }

  function release(run: Run): void {
    run.status = 'queued';
    enter(run, []);
  }

  function rerun(run: Run, actor: string, failedOnly: boolean): void {
    const kept = failedOnly ? run.jobs.filter((job) => job.conclusion === 'success') : [];
    run.attempt += 1;
    run.triggeringActor = actor;
    run.status = 'queued';
    run.conclusion = null;
    run.cancelRequested = false;
    run.startedAt = clock.now();
    run.annotations = [];
    enter(run, kept);
  }

  function enter(run: Run, kept: readonly Job[]): void {
    const scope = runScope(server, settings, run);
    if (run.workflow.file === null) {
      refuse(run, `Invalid workflow file: ${run.workflow.problem ?? run.workflow.path}`);
      return;
    }
    run.jobs = createJobs(run, store.nextId, scope).map(
      (job) => kept.find((old) => old.key === job.key && old.name === job.name) ?? job,
    );
    try {
      const group = groupRequest(run.workflow.file.concurrency, run.repository, scope);
      if (group === null) {
        begin(run);
        return;
      }
      const ticket = ticketOf(run);
      tickets.set(run, ticket);
      run.status = 'pending';
      concurrency.request(ticket, group);
      store.changed(run);
    } catch (error) {
      refuse(run, error instanceof Error ? error.message : String(error));
    }
  }

  function ticketOf(run: Run): Ticket {
    return {
      start: () => begin(run),
      evict: () => {
        store.line(run.id, '##[error]Canceling since a higher priority waiting request exists');
        cancel(run, false);
      },
      interrupt: () => {
        cancel(run, false);
      },
    };
  }

  function begin(run: Run): void {
    begun.add(run);
    run.status = 'queued';
    store.changed(run);
    advance(run);
  }

  function advance(run: Run): void {
    if (!begun.has(run)) {
      return;
    }
    for (const job of run.jobs) {
      if (job.status === 'waiting' && isReady(run, job)) {
        flow.place(run, job);
      }
    }
    if (run.status !== 'completed' && run.jobs.every((job) => job.status === 'completed')) {
      finish(run, runConclusion(run));
    }
  }

  function refuse(run: Run, message: string): void {
    run.annotations.push({ level: 'error', message, job: '' });
    store.line(run.id, `##[error]${message}`);
    finish(run, 'failure');
  }

  function finish(run: Run, conclusion: Conclusion): void {
    begun.delete(run);
    run.status = 'completed';
    run.conclusion = conclusion;
    store.changed(run);
    announcer.run(run, 'completed');
    const ticket = tickets.get(run);
    tickets.delete(run);
    if (ticket !== undefined) {
      concurrency.release(ticket);
    }
  }

  function cancel(run: Run, force: boolean): boolean {
    if (run.status === 'completed') {
      return false;
    }
    run.cancelRequested = true;
    if (!begun.has(run)) {
      for (const job of run.jobs) {
        job.status = 'completed';
        job.conclusion = 'cancelled';
      }
      finish(run, 'cancelled');
      return true;
    }
    for (const job of [...run.jobs]) {
      flow.cancel(run, job, force);
    }
    store.changed(run);
    advance(run);
    return true;
  }

  function concludeLost(run: Run): void {
    for (const job of run.jobs) {
      if (job.status === 'in_progress' && job.signals.dead.signal.aborted) {
        flow.lose(run, job);
      }
    }
  }

  return { submit, release, rerun, cancel, concludeLost };
}
