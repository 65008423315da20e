import type { LocalServer } from '../../contract.js';
import type { ExpressionScope } from '../expressions/evaluate.js';
import { isRecord, textAt } from '../json.js';
import { typedInputs } from '../workflow/inputs.js';
import type { Job, Run } from './model.js';
import { needsContext } from './needs.js';

/** Variables and secrets of repositories, by `owner/name`. */
export interface Settings {
  secrets(repository: string): Readonly<Record<string, string>>;
  variables(repository: string): Readonly<Record<string, string>>;
}

/** The `github` context without what only a job on a machine has (token, workspace, action …). */
export function githubContext(server: LocalServer, run: Run): Readonly<Record<string, unknown>> {
  const { cause, workflow, repository } = run;
  const [owner = ''] = repository.split('/');
  const info = server.repository(repository);
  return {
    event: cause.payload,
    event_name: cause.event,
    ...refContext(run),
    repository,
    repository_owner: owner,
    repository_id: String(info.id ?? ''),
    repository_owner_id: isRecord(info.owner) ? String(info.owner.id ?? '') : '',
    repositoryUrl: `${server.url}/${repository}.git`,
    run_id: String(run.id),
    run_number: String(run.number),
    run_attempt: String(run.attempt),
    retention_days: '90',
    workflow: workflow.name,
    workflow_ref: `${repository}/${workflow.path}@${cause.ref}`,
    workflow_sha: workflow.sha,
    actor: cause.actor,
    actor_id: String(server.user(cause.actor).id ?? ''),
    triggering_actor: run.triggeringActor,
    server_url: server.url,
    api_url: server.url,
    graphql_url: `${server.url}/graphql`,
  };
}

function refContext(run: Run): Readonly<Record<string, unknown>> {
  const { ref, sha, event, payload } = run.cause;
  const pullRequest = event.startsWith('pull_request');
  return {
    ref,
    sha,
    ref_name: ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: false,
    head_ref: pullRequest ? (textAt(payload, 'pull_request.head.ref') ?? '') : '',
    base_ref: pullRequest ? (textAt(payload, 'pull_request.base.ref') ?? '') : '',
  };
}

/** What expressions at the level of the workflow may see: run name and concurrency group. */
export function runScope(server: LocalServer, settings: Settings, run: Run): ExpressionScope {
  const file = run.workflow.file;
  return {
    contexts: {
      github: githubContext(server, run),
      inputs: file === null ? {} : typedInputs(file, run.cause.inputs),
      vars: settings.variables(run.repository),
    },
  };
}

/** What the `if:`, name and concurrency group of a job may see. */
export function jobScope(server: LocalServer, settings: Settings, run: Run, job: Job): ExpressionScope {
  const { contexts } = runScope(server, settings, run);
  return {
    contexts: { ...contexts, needs: needsContext(run, job), matrix: job.matrix ?? {}, strategy: job.strategy },
  };
}
