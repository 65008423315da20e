import type { Hub } from '../hub.js';
import type { CheckRun, Repository } from '../state.js';
import { nodeId } from '../state.js';
import { actionsAppView, appView } from './app.js';
import { repositoryUrl } from './repository.js';

export function checkRunView(hub: Hub, repo: Repository, run: CheckRun): Record<string, unknown> {
  const url = `${repositoryUrl(hub, repo)}/check-runs/${run.id}`;
  const html = `${hub.origin}/${repo.fullName}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('CR', run.id),
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.output.title,
      summary: run.output.summary,
      text: run.output.text,
      annotations_count: run.output.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: repo.id, head_sha: run.headSha },
    app: run.byJob ? actionsAppView() : appView(hub),
    actions: run.actions,
    pull_requests: [...repo.issues.values()].flatMap(({ number, pull }) =>
      pull?.headSha === run.headSha
        ? [{ number, head: { ref: pull.headRef, sha: pull.headSha }, base: { ref: pull.baseRef, sha: pull.baseSha } }]
        : [],
    ),
  };
}
