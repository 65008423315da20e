import { condition } from '../expressions/condition.js';
import type { ExpressionScope } from '../expressions/evaluate.js';
import { render } from '../expressions/template.js';
import type { StepFile } from '../workflow/schema.js';
import { type Frame, statusOf } from './frame.js';
import type { ActionStatus } from './machine.js';
import type { StepCall } from './step-call.js';

export interface StepWatch {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  /** Lets go of the signals and says how the step ended: stopped steps are cancelled, or failed for lack of time. */
  finish(outcome: ActionStatus, annotate: StepCall['annotate']): ActionStatus;
}

/**
 * Watches what may stop a running step. When the job is cancelled the step's condition is asked again with the job's
 * new status, and a step that still wants to run (`always()`) is left alone. Steps that start after the cancel are too.
 */
export function watchStep(frame: Frame, step: StepFile, scope: ExpressionScope): StepWatch {
  const { job, parts } = frame.machine;
  const { cancel, force, dead } = job.signals;
  const stop = new AbortController();
  const over = new AbortController();
  let reason: 'cancelled' | 'timeout' | null = null;

  function end(why: 'cancelled' | 'timeout'): void {
    reason = reason ?? why;
    stop.abort();
  }

  if (!cancel.signal.aborted) {
    cancel.signal.addEventListener('abort', () => staysWanted(frame, step, scope) || end('cancelled'), {
      once: true,
      signal: over.signal,
    });
  }
  const minutes = frame.action === null ? minutesOf(step, scope) : null;
  if (minutes !== null) {
    void parts.clock.sleep(minutes * 60_000, over.signal).then(() => over.signal.aborted || end('timeout'));
  }
  if (frame.deadline?.aborted === true) {
    end('timeout');
  }
  frame.deadline?.addEventListener('abort', () => end('timeout'), { once: true, signal: over.signal });

  return {
    stop: stop.signal,
    kill: AbortSignal.any([force.signal, dead.signal]),
    finish: (outcome, annotate) => {
      over.abort();
      if (force.signal.aborted) {
        return 'cancelled';
      }
      if (reason === 'timeout') {
        annotate(
          'error',
          `The action '${frame.stepName}' has timed out${minutes === null ? '' : ` after ${minutes} minutes`}.`,
        );
        return 'failure';
      }
      return reason === 'cancelled' ? 'cancelled' : outcome;
    },
  };
}

function staysWanted(frame: Frame, step: StepFile, scope: ExpressionScope): boolean {
  try {
    const { cancelled } = statusOf(frame);
    return condition(step.if, scope, { success: !cancelled, failure: false, cancelled });
  } catch {
    return false;
  }
}

function minutesOf(step: StepFile, scope: ExpressionScope): number | null {
  const text = step['timeout-minutes'];
  const minutes = text === undefined ? Number.NaN : Number(render(String(text), scope));
  return Number.isFinite(minutes) && minutes > 0 ? minutes : null;
}
