import type { ExpressionScope } from '../expressions/evaluate.js';
import { render } from '../expressions/template.js';
import type { StepFile } from '../workflow/schema.js';
import type { Frame } from './frame.js';
import type { ActionStatus } from './machine.js';

/** One step that is being carried out. */
export interface StepCall {
  readonly frame: Frame;
  readonly step: StepFile;
  /** The step's variables with those around it. */
  readonly env: Readonly<Record<string, string>>;
  readonly scope: ExpressionScope;
  /** Aborts when the step is to stop: its job is cancelled, or its time is over. */
  readonly stop: AbortSignal;
  /** Aborts when nothing may go on: a forced cancel, or the machine is gone. */
  readonly kill: AbortSignal;
  readonly annotate: (level: 'error' | 'warning' | 'notice', message: string) => void;
}

export interface StepOutcome {
  readonly outcome: ActionStatus;
  readonly outputs: Readonly<Record<string, string>>;
}

export function failed(call: StepCall, message: string): StepOutcome {
  call.annotate('error', message);
  return { outcome: 'failure', outputs: {} };
}

/** `with:` of a step, evaluated. */
export function withInputs(call: StepCall): Readonly<Record<string, string>> {
  return renderAll(call.step.with ?? {}, call.scope);
}

export function renderAll(
  values: Readonly<Record<string, string | number | boolean | null>>,
  scope: ExpressionScope,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, render(String(value ?? ''), scope)]));
}
