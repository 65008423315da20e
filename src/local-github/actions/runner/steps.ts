import { condition } from '../expressions/condition.js';
import { resolve } from '../expressions/template.js';
import type { StepFile } from '../workflow/schema.js';
import { type Frame, type StepResult, statusOf, stepScope } from './frame.js';
import { runScript } from './script.js';
import { renderAll, type StepCall, type StepOutcome } from './step-call.js';
import { watchStep } from './watch.js';

export type UsesRunner = (call: StepCall) => Promise<StepOutcome>;

export interface StepListener {
  begin(name: string): void;
  end(name: string, result: StepResult): void;
}

/**
 * Runs the steps of a job or of a composite action, in order. A failed step does not end the list: the conditions of
 * the later ones decide (by default `success()`). Nothing more runs once the machine is dead or the job is forced to end.
 */
export async function runSteps(
  frame: Frame,
  steps: readonly StepFile[],
  run: { readonly uses: UsesRunner; readonly listener?: StepListener },
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    if (isOver(frame)) {
      return;
    }
    frame.stepName = step.id ?? `__${(step.uses ?? 'run').replace(/[^A-Za-z0-9]+/g, '_')}_${index + 1}`;
    const title =
      step.name ?? (step.uses === undefined ? `Run ${(step.run ?? '').split('\n')[0]}` : `Run ${step.uses}`);
    run.listener?.begin(title);
    const result = await runStep(frame, step, run.uses);
    if (frame.machine.job.signals.dead.signal.aborted) {
      return;
    }
    if (step.id !== undefined) {
      frame.steps[step.id] = result;
    }
    merge(frame, result);
    run.listener?.end(title, result);
  }
}

function isOver(frame: Frame): boolean {
  const { dead, force } = frame.machine.job.signals;
  return dead.signal.aborted || force.signal.aborted;
}

/** A job is marked as cancelled by its cancel signal, never by a step that was stopped. */
function merge(frame: Frame, result: StepResult): void {
  const { machine } = frame;
  if (frame.action === null) {
    if (result.conclusion === 'failure' && machine.status === 'success') {
      machine.status = 'failure';
    }
  } else if (result.conclusion === 'cancelled' || (result.conclusion === 'failure' && frame.status === 'success')) {
    frame.status = result.conclusion;
  }
}

async function runStep(frame: Frame, step: StepFile, uses: UsesRunner): Promise<StepResult> {
  const annotate = annotator(frame);
  try {
    const outer = { ...Object.fromEntries(frame.machine.env), ...frame.outerEnv };
    const env = { ...outer, ...renderAll(step.env ?? {}, stepScope(frame, outer)) };
    const scope = stepScope(frame, env);
    if (!condition(step.if, scope, statusOf(frame))) {
      return { outcome: 'skipped', conclusion: 'skipped', outputs: {} };
    }
    const watch = watchStep(frame, step, scope);
    const call = { frame, step, env, scope, stop: watch.stop, kill: watch.kill, annotate };
    const done = step.uses === undefined ? await runScript(call) : await uses(call);
    const outcome = watch.finish(done.outcome, annotate);
    const tolerated = outcome === 'failure' && toleratesFailure(step, call);
    return { outcome, conclusion: tolerated ? 'success' : outcome, outputs: done.outputs };
  } catch (error) {
    annotate('error', error instanceof Error ? error.message : String(error));
    return { outcome: 'failure', conclusion: 'failure', outputs: {} };
  }
}

function toleratesFailure(step: StepFile, call: StepCall): boolean {
  const value = resolve(step['continue-on-error'] ?? false, call.scope);
  return value === true || value === 'true';
}

function annotator(frame: Frame): StepCall['annotate'] {
  const { machine } = frame;
  return (level, message) => {
    const text = machine.masks.apply(message);
    machine.log(`##[${level}]${text}`);
    machine.run.annotations.push({ level, message: text, job: machine.job.name });
  };
}
