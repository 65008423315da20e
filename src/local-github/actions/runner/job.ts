import { render } from '../expressions/template.js';
import { kill, killEverything, trackedProcesses } from '../host/orphans.js';
import type { JobResult } from '../runs/job-flow.js';
import type { Job, Run, StepView } from '../runs/model.js';
import { type Frame, type StepResult, stepScope } from './frame.js';
import { closeMachine, type Machine, openMachine, type RunnerParts } from './machine.js';
import { renderAll } from './step-call.js';
import { runSteps, type StepListener } from './steps.js';
import { runUses } from './uses.js';

const DEFAULT_MINUTES = 360;

/** Carries out one job on a machine of its own. Never rejects: what goes wrong is a failed job. */
export async function runJob(parts: RunnerParts, run: Run, job: Job, onMachine: OnMachine): Promise<JobResult> {
  let machine: Machine | null = null;
  try {
    machine = await openMachine(parts, run, job);
    onMachine(job, machine);
    const outputs = await runOn(machine);
    if (job.signals.dead.signal.aborted) {
      return { kind: 'lost' };
    }
    cleanUp(machine);
    return { kind: 'done', conclusion: machine.status, outputs };
  } catch (error) {
    complain(parts, run, job, error instanceof Error ? error.message : String(error));
    return { kind: 'done', conclusion: 'failure', outputs: {} };
  } finally {
    if (machine !== null) {
      onMachine(job, null);
      await closeMachine(machine);
    }
  }
}

export type OnMachine = (job: Job, machine: Machine | null) => void;

function complain(parts: RunnerParts, run: Run, job: Job, message: string): void {
  run.annotations.push({ level: 'error', message, job: job.name });
  parts.store.line(run.id, `##[error]${message}`);
}

async function runOn(machine: Machine): Promise<Readonly<Record<string, string>>> {
  const { job, run, parts } = machine;
  const missing = ['uses', 'container', 'services'].find((name) => job.file[name] !== undefined);
  if (missing !== undefined) {
    complain(parts, run, job, `Jobs with '${missing}' cannot run on this local GitHub.`);
    machine.status = 'failure';
    return {};
  }
  const frame = jobFrame(machine);
  for (const layer of [run.workflow.file?.env, job.file.env]) {
    const scope = stepScope(frame, Object.fromEntries(machine.env));
    Object.entries(renderAll(layer ?? {}, scope)).forEach(([name, value]) => {
      machine.env.set(name, value);
    });
  }
  const done = new AbortController();
  watchTime(machine, frame, done.signal);
  await runSteps(frame, job.file.steps ?? [], { uses: runUses, listener: listenerOf(machine) });
  done.abort();
  if (job.signals.force.signal.aborted) {
    machine.status = 'cancelled';
  }
  return jobOutputs(machine, frame);
}

function jobFrame(machine: Machine): Frame {
  const shared = machine.run.workflow.file?.defaults?.run;
  const own = machine.job.file.defaults?.run;
  const nothing = { action: null, inputs: null, outerEnv: {}, deadline: null };
  return { machine, ...nothing, defaults: { ...shared, ...own }, steps: {}, status: 'success', stepName: '' };
}

/** A job whose time is over ends like a cancelled one. */
function watchTime(machine: Machine, frame: Frame, done: AbortSignal): void {
  const { job, parts } = machine;
  const given = job.file['timeout-minutes'];
  const asked = Number(render(String(given ?? ''), stepScope(frame, {})));
  const minutes = Number.isFinite(asked) && asked > 0 ? asked : DEFAULT_MINUTES;
  void parts.clock.sleep(minutes * 60_000, done).then(() => {
    if (!done.aborted) {
      complain(parts, machine.run, job, `The job has exceeded the maximum execution time of ${minutes}m0s`);
      job.signals.cancel.abort();
    }
  });
}

/** Outputs that may contain a secret are left out, as GitHub does. */
function jobOutputs(machine: Machine, frame: Frame): Readonly<Record<string, string>> {
  const scope = stepScope(frame, Object.fromEntries(machine.env));
  const outputs = Object.entries(renderAll(machine.job.file.outputs ?? {}, scope));
  const kept = outputs.filter(([name, value]) => {
    const secret = machine.masks.apply(value) !== value;
    if (secret) {
      machine.log(`##[warning]Skip output '${name}' since it may contain secret.`);
    }
    return !secret && value !== '';
  });
  return Object.fromEntries(kept);
}

function listenerOf(machine: Machine): StepListener {
  const { job, parts, run } = machine;
  function show(step: StepView): void {
    job.steps = [...job.steps.filter((item) => item.number !== step.number), step];
    parts.store.changed(run);
  }
  let number = 0;
  return {
    begin: (name) => {
      number += 1;
      show({ number, name, status: 'in_progress', conclusion: null });
    },
    end: (name: string, result: StepResult) =>
      show({ number, name, status: 'completed', conclusion: result.conclusion }),
  };
}

/** Ends what the steps left behind, first what a runner would find, then the rest: a hosted machine goes away as a whole. */
function cleanUp(machine: Machine): void {
  const orphans = trackedProcesses(machine);
  if (orphans.length > 0) {
    machine.log('Cleaning up orphan processes');
  }
  for (const { pid, name } of orphans) {
    machine.log(`Terminate orphan process: pid (${pid}) (${name})`);
    kill(pid);
  }
  killEverything(machine);
}
