import { join } from 'node:path';
import type { HubEvent, LocalServer } from '../contract.js';
import type { ActionsOptions, LocalActions } from './contract.js';
import { createArtifacts } from './host/artifacts.js';
import { addDispatchRoutes } from './routes/dispatches.js';
import { addRunRoutes } from './routes/runs.js';
import { addWorkflowRoutes } from './routes/workflows.js';
import { createMachines } from './runner/machines.js';
import { createAnnouncer } from './runs/announce.js';
import { createConcurrency } from './runs/concurrency.js';
import { startForEvent, startSchedule } from './runs/events.js';
import type { Run } from './runs/model.js';
import { createScheduler } from './runs/scheduler.js';
import { createSlots } from './runs/slots.js';
import { newRun, type StartRequest } from './runs/start.js';
import { createRunStore, viewOf } from './runs/store.js';
import { createSettings } from './settings.js';
import { systemClock } from './system-clock.js';
import { createRegistry } from './workflow/registry.js';

export type { ActionsOptions, LocalActions } from './contract.js';
export type { Artifact } from './host/artifacts.js';
export type { JobView, RunView } from './runs/model.js';

/** Adds GitHub Actions to a local server: API routes, runs started by events, and machines that carry out jobs. */
export function attachActions(server: LocalServer, options: ActionsOptions): LocalActions {
  const clock = options.clock ?? systemClock;
  const settings = createSettings();
  const store = createRunStore(clock);
  const registry = createRegistry(server);
  const concurrency = createConcurrency();
  const artifacts = createArtifacts(join(options.workDir, 'artifacts'), clock);
  const inOrder = createSequence();
  let closed = false;
  const machines = createMachines(server, options, { settings, store, artifacts, clock });
  const scheduler = createScheduler({
    ...{ server, settings, store, concurrency, clock, runJob: machines.run },
    announcer: createAnnouncer(server, listen),
    slots: createSlots(options.maxParallelJobs),
    cancelLimitMs: options.timings?.cancelLimitMs ?? 300_000,
  });

  function start(request: StartRequest): Run {
    const run = newRun({ server, settings, store, clock }, request);
    scheduler.submit(run);
    return run;
  }
  function fire(event: HubEvent, depth = 0): Promise<readonly Run[]> {
    return startForEvent({ server, registry, start }, event, depth);
  }
  function listen(event: HubEvent, depth = 0): void {
    void server.track(inOrder(() => (closed ? Promise.resolve([]) : fire(event, depth))));
  }
  function withRun(id: number, act: (run: Run) => void): void {
    const run = store.get(id);
    if (run !== null) {
      act(run);
    }
  }

  const routes = { server, registry, store, scheduler, concurrency, artifacts, clock, start, fire, inOrder };
  addDispatchRoutes(routes);
  addRunRoutes(routes);
  addWorkflowRoutes(routes);
  server.onEvent((event) => listen(event));

  return {
    runs: (repository) => store.all(repository).map(viewOf),
    run: (id) => {
      const run = store.get(id);
      return run === null ? null : viewOf(run);
    },
    cancel: (id) => {
      const run = store.get(id);
      return run !== null && scheduler.cancel(run, false);
    },
    rerun: (id) =>
      withRun(id, (run) =>
        run.status === 'action_required' ? scheduler.release(run) : scheduler.rerun(run, run.triggeringActor, false),
      ),
    killRunner: (id, job) => withRun(id, (run) => machines.kill(run, job)),
    concludeLost: (id) => withRun(id, scheduler.concludeLost),
    fireSchedule: async (repository, cron) => {
      const runs = await inOrder(() => startSchedule({ server, registry, start }, repository, cron));
      return runs.map((run) => run.id);
    },
    setSecret: settings.setSecret,
    setVariable: settings.setVariable,
    summary: store.summary,
    log: store.log,
    onLine: store.onLine,
    waitFor: store.waitFor,
    artifacts: artifacts.of,
    close: async () => {
      closed = true;
      store.close();
      await machines.close(store.all());
    },
  };
}

/** Runs asynchronous work one piece after the other; a failed piece does not hold up the next. */
function createSequence(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
