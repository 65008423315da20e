import type { Clock } from '../../../base/clock.js';
import type { LocalServer } from '../../contract.js';
import type { ActionsOptions } from '../contract.js';
import type { Artifacts } from '../host/artifacts.js';
import { killEverything } from '../host/orphans.js';
import type { Settings } from '../runs/contexts.js';
import type { JobResult } from '../runs/job-flow.js';
import type { Job, Run } from '../runs/model.js';
import type { RunStore } from '../runs/store.js';
import { runJob } from './job.js';
import type { Machine } from './machine.js';

/** All machines that are in use. */
export interface Machines {
  run(run: Run, job: Job): Promise<JobResult>;
  /** Every process of the run's machines (or of that of one job) ends at once; the machines report nothing more. */
  kill(run: Run, name?: string): void;
  /** Hands out no more machines, ends those of these runs, and resolves when none is in use. */
  close(runs: readonly Run[]): Promise<void>;
}

interface Shared {
  readonly settings: Settings;
  readonly store: RunStore;
  readonly artifacts: Artifacts;
  readonly clock: Clock;
}

export function createMachines(server: LocalServer, options: ActionsOptions, shared: Shared): Machines {
  const { actions, workDir, env, timings, defaultPermissions } = options;
  const parts = {
    ...{ ...shared, server, workDir, env },
    actions: new Map([...actions].map(([name, directory]) => [name.toLowerCase(), directory])),
    timings: { sigintMs: 7500, sigtermMs: 2500, drainMs: 5000, ...timings },
    defaultPermissions: defaultPermissions ?? { contents: 'read', packages: 'read' },
  };
  const machines = new Map<Job, Machine>();
  const working = new Set<Promise<JobResult>>();
  let closed = false;

  function onMachine(job: Job, machine: Machine | null): void {
    if (machine === null) {
      machines.delete(job);
    } else {
      machines.set(job, machine);
    }
  }

  async function run(run: Run, job: Job): Promise<JobResult> {
    if (closed) {
      return { kind: 'lost' };
    }
    const work = runJob(parts, run, job, onMachine);
    working.add(work);
    const result = await work;
    working.delete(work);
    return result;
  }

  function kill(run: Run, name?: string): void {
    const meant = run.jobs.filter((item) => name === undefined || item.name === name);
    for (const job of meant.filter((item) => item.status === 'in_progress')) {
      job.signals.dead.abort();
      const machine = machines.get(job);
      if (machine !== undefined) {
        killEverything(machine);
      }
    }
  }

  async function close(runs: readonly Run[]): Promise<void> {
    closed = true;
    for (const each of runs) {
      kill(each);
    }
    while (working.size > 0) {
      await Promise.all(working);
    }
  }

  return { run, kill, close };
}
