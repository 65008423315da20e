import { render } from '../expressions/template.js';
import type { ActionFile } from '../workflow/schema.js';
import { type ActionPlace, type Frame, stepScope } from './frame.js';
import { failed, renderAll, type StepCall, type StepOutcome, withInputs } from './step-call.js';
import { runSteps, type UsesRunner } from './steps.js';

/** Inputs of an action: what the step gives, else the defaults. Unknown names are warned about, missing ones are not. */
export function actionInputs(call: StepCall, file: ActionFile): Readonly<Record<string, string>> {
  const declared = file.inputs ?? {};
  const known = new Map(Object.keys(declared).map((name) => [name.toLowerCase(), name]));
  const given = withInputs(call);
  const unexpected = Object.keys(given).filter((name) => !known.has(name.toLowerCase()));
  if (unexpected.length > 0) {
    const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
    call.annotate(
      'warning',
      `Unexpected input(s) ${list(unexpected)}, valid inputs are [${list(Object.keys(declared))}]`,
    );
  }
  const defaults = Object.fromEntries(Object.entries(declared).map(([name, item]) => [name, item?.default ?? '']));
  const named = Object.entries(given).map(([name, value]) => [known.get(name.toLowerCase()) ?? name, value]);
  return { ...renderAll(defaults, call.scope), ...Object.fromEntries(named) };
}

/** Runs a composite action as one step: own `steps`, `inputs` and status, and outputs worked out at the end. */
export async function runComposite(
  call: StepCall,
  place: ActionPlace,
  use: { readonly file: ActionFile; readonly uses: UsesRunner },
): Promise<StepOutcome> {
  const steps = use.file.runs.steps;
  if (steps === undefined) {
    return failed(call, "'steps' are required for a composite action.");
  }
  const frame: Frame = {
    machine: call.frame.machine,
    action: place,
    inputs: actionInputs(call, use.file),
    outerEnv: { ...call.frame.outerEnv, ...stepOverrides(call) },
    defaults: {},
    deadline: deadlineOf(call),
    steps: {},
    status: 'success',
    stepName: call.frame.stepName,
  };
  await runSteps(frame, steps, { uses: use.uses });
  return { outcome: frame.status, outputs: outputsOf(frame, use.file) };
}

/** Only what the step itself sets: variables of the job may change while the action runs. */
function stepOverrides(call: StepCall): Readonly<Record<string, string>> {
  const names = Object.keys(call.step.env ?? {});
  return Object.fromEntries(names.map((name) => [name, call.env[name] ?? '']));
}

/** A cancelled job does not stop the whole action, only the step in it that runs; lack of time stops them all. */
function deadlineOf(call: StepCall): AbortSignal {
  const deadline = new AbortController();
  call.stop.addEventListener('abort', () => {
    if (!call.frame.machine.job.signals.cancel.signal.aborted) {
      deadline.abort();
    }
  });
  return deadline.signal;
}

function outputsOf(frame: Frame, file: ActionFile): Readonly<Record<string, string>> {
  const scope = stepScope(frame, {});
  const outputs = Object.entries(file.outputs ?? {});
  return Object.fromEntries(outputs.map(([name, item]) => [name, render(String(item?.value ?? ''), scope)]));
}
