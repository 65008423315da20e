import type { Status } from '../expressions/condition.js';
import type { ExpressionScope } from '../expressions/evaluate.js';
import { hashFilesFunction } from './hash-files.js';
import type { ActionStatus, Machine } from './machine.js';

export interface StepResult {
  readonly outcome: ActionStatus | 'skipped';
  readonly conclusion: ActionStatus | 'skipped';
  readonly outputs: Readonly<Record<string, string>>;
}

export interface ActionPlace {
  readonly directory: string;
  readonly repository: string;
  readonly ref: string;
}

/** A list of steps that share their `steps` context: those of a job, or of one use of a composite action. */
export interface Frame {
  readonly machine: Machine;
  /** The composite action that is running; null for the steps of a job. */
  readonly action: ActionPlace | null;
  /** Only composite actions have inputs of their own; a job's steps see those of the dispatch. */
  readonly inputs: Readonly<Record<string, string>> | null;
  /** Variables of the steps around a composite action. */
  readonly outerEnv: Readonly<Record<string, string>>;
  readonly defaults: { readonly shell?: string | undefined; readonly 'working-directory'?: string | undefined };
  /** Aborts when the time of a step around this action is over. */
  readonly deadline: AbortSignal | null;
  readonly steps: Record<string, StepResult>;
  /** Result of the composite action so far. Jobs keep theirs on the machine, because `$job.status` outlives a frame. */
  status: ActionStatus;
  stepName: string;
}

/** What `if:` functions answer: inside an action `success()` looks at the action, `cancelled()` always at the job. */
export function statusOf(frame: Frame): Status {
  const own = frame.action === null ? frame.machine.status : frame.status;
  return {
    success: own === 'success',
    failure: own === 'failure',
    cancelled: frame.machine.status === 'cancelled',
  };
}

/** Contexts and functions of a step; actions see neither secrets nor variables nor needs. */
export function stepScope(frame: Frame, env: Readonly<Record<string, string>>): ExpressionScope {
  const { machine } = frame;
  const { inputs, secrets, vars, needs, ...shared } = machine.contexts;
  const own = frame.action === null ? { inputs, secrets, vars, needs } : { inputs: frame.inputs ?? {} };
  const place =
    frame.action === null
      ? {}
      : {
          action_path: frame.action.directory,
          action_repository: frame.action.repository,
          action_ref: frame.action.ref,
        };
  const github = { ...machine.github, ...place, action: frame.stepName };
  const contexts = { ...shared, ...own, github, env, steps: frame.steps, job: { status: machine.status } };
  return { contexts, functions: [hashFilesFunction(machine.workspace)] };
}
