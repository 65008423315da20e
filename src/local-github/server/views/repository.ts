import type { Hub } from '../hub.js';
import type { Repository } from '../state.js';
import { nodeId } from '../state.js';
import { userView } from './user.js';

export function repositoryUrl(hub: Hub, repo: Repository): string {
  return `${hub.origin}/repos/${repo.fullName}`;
}

export function repositoryView(hub: Hub, repo: Repository): Record<string, unknown> {
  const url = repositoryUrl(hub, repo);
  const open = [...repo.issues.values()].filter((issue) => issue.state === 'open').length;
  return {
    id: repo.id,
    node_id: nodeId('R', repo.id),
    name: repo.name,
    full_name: repo.fullName,
    private: repo.private,
    owner: userView(hub, repo.owner),
    html_url: `${hub.origin}/${repo.fullName}`,
    description: repo.description,
    fork: false,
    url,
    ...repositoryLinks(url),
    clone_url: `${hub.origin}/${repo.fullName}.git`,
    git_url: `git://${hub.origin.slice('http://'.length)}/${repo.fullName}.git`,
    ssh_url: `git@127.0.0.1:${repo.fullName}.git`,
    homepage: null,
    language: null,
    created_at: repo.createdAt,
    updated_at: repo.pushedAt,
    pushed_at: repo.pushedAt,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    forks_count: 0,
    open_issues_count: open,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    archived: false,
    disabled: false,
    allow_forking: true,
    is_template: false,
    topics: [],
    license: null,
    visibility: repo.private ? 'private' : 'public',
    default_branch: repo.defaultBranch,
  };
}

function repositoryLinks(url: string): Record<string, string> {
  return {
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issues_url: `${url}/issues{/number}`,
    labels_url: `${url}/labels{/name}`,
    pulls_url: `${url}/pulls{/number}`,
    statuses_url: `${url}/statuses/{sha}`,
  };
}

/** What a caller may do, as `GET /repos/:owner/:repo` shows it. */
export function permissionsView(level: string): Record<string, boolean> {
  const order = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];
  const rank = order.indexOf(level);
  return { admin: rank >= 5, maintain: rank >= 4, push: rank >= 3, triage: rank >= 2, pull: rank >= 1 };
}
