import type { Clock } from '../../../base/clock.js';
import type { LocalServer } from '../../contract.js';
import { render } from '../expressions/template.js';
import { textAt } from '../json.js';
import type { Workflow } from '../workflow/registry.js';
import { runScope, type Settings } from './contexts.js';
import type { Run, RunCause } from './model.js';
import type { RunStore } from './store.js';

export interface StartRequest {
  readonly workflow: Workflow;
  readonly cause: RunCause;
  /** Waits for approval, as pull requests made with a job's token do. */
  readonly held: boolean;
}

export interface StartParts {
  readonly server: LocalServer;
  readonly settings: Settings;
  readonly store: RunStore;
  readonly clock: Clock;
}

/** A run that has not entered the scheduler yet. */
export function newRun(parts: StartParts, request: StartRequest): Run {
  const { workflow, cause, held } = request;
  const now = parts.clock.now();
  const run: Run = {
    id: parts.store.nextId(),
    repository: workflow.repository,
    workflow,
    number: parts.store.nextNumber(workflow.repository, workflow.path),
    cause,
    createdAt: now,
    title: workflow.name,
    attempt: 1,
    triggeringActor: cause.actor,
    status: held ? 'action_required' : 'queued',
    conclusion: null,
    cancelRequested: false,
    startedAt: now,
    updatedAt: now,
    jobs: [],
    annotations: [],
  };
  run.title = title(parts, run);
  return run;
}

/** `run-name`, or what GitHub shows when there is none. */
function title(parts: StartParts, run: Run): string {
  const template = run.workflow.file?.['run-name'];
  if (template !== undefined) {
    try {
      return render(template, runScope(parts.server, parts.settings, run));
    } catch {
      return template;
    }
  }
  const { payload } = run.cause;
  const message = textAt(payload, 'head_commit.message')?.split('\n')[0];
  return textAt(payload, 'pull_request.title') ?? textAt(payload, 'issue.title') ?? message ?? run.workflow.name;
}
