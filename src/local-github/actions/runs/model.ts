import type { Workflow } from '../workflow/registry.js';
import type { JobFile } from '../workflow/schema.js';

export type RunStatus = 'queued' | 'pending' | 'in_progress' | 'completed' | 'action_required';
/** `waiting`: its needs are not done; `pending`: its concurrency group is taken; `queued`: no machine is free. */
export type JobStatus = 'waiting' | 'pending' | 'queued' | 'in_progress' | 'completed';
export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'neutral' | 'startup_failure';

export interface StepView {
  readonly number: number;
  readonly name: string;
  readonly status: 'in_progress' | 'completed';
  readonly conclusion: Conclusion | null;
}

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly job: string;
}

export interface JobView {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly status: JobStatus;
  readonly conclusion: Conclusion | null;
  readonly steps: readonly StepView[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
}

/** What others see of a run. Times are milliseconds since the epoch. */
export interface RunView {
  readonly id: number;
  readonly repository: string;
  readonly workflowId: number;
  readonly workflowName: string;
  readonly path: string;
  readonly title: string;
  readonly event: string;
  readonly status: RunStatus;
  readonly conclusion: Conclusion | null;
  readonly runNumber: number;
  readonly attempt: number;
  readonly actor: string;
  readonly triggeringActor: string;
  readonly headBranch: string;
  readonly headSha: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly jobs: readonly JobView[];
  readonly annotations: readonly Annotation[];
}

/** Why a run exists; kept as it is for every attempt. */
export interface RunCause {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly actor: string;
  /** `refs/heads/…`, `refs/tags/…` or `refs/pull/<n>/merge`. */
  readonly ref: string;
  readonly sha: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** How many `workflow_run` events lie between this run and something that happened outside of Actions. */
  readonly depth: number;
}

/** Abort signals of one job on one machine. */
export interface JobSignals {
  /** The polite end: entry process first, then the steps that always run. */
  readonly cancel: AbortController;
  /** The end at once, without another step. */
  readonly force: AbortController;
  /** The machine is gone. */
  readonly dead: AbortController;
}

export interface Strategy {
  readonly 'fail-fast': boolean;
  readonly 'max-parallel': number;
  readonly 'job-index': number;
  readonly 'job-total': number;
}

export interface Job {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly file: JobFile;
  readonly matrix: Readonly<Record<string, unknown>> | null;
  /** What the `strategy` context of the job says. */
  readonly strategy: Strategy;
  /** Stands for the jobs of a matrix that is known only once what it needs is done. */
  readonly unexpanded: boolean;
  status: JobStatus;
  conclusion: Conclusion | null;
  outputs: Readonly<Record<string, string>>;
  steps: StepView[];
  startedAt: number | null;
  completedAt: number | null;
  signals: JobSignals;
}

export interface Run {
  readonly id: number;
  readonly repository: string;
  readonly workflow: Workflow;
  readonly number: number;
  readonly cause: RunCause;
  readonly createdAt: number;
  title: string;
  attempt: number;
  triggeringActor: string;
  status: RunStatus;
  conclusion: Conclusion | null;
  cancelRequested: boolean;
  startedAt: number;
  updatedAt: number;
  jobs: Job[];
  annotations: Annotation[];
}

export function newSignals(): JobSignals {
  return { cancel: new AbortController(), force: new AbortController(), dead: new AbortController() };
}
