import type { Hub } from '../hub.js';
import type { Account, Comment, Issue, Label, Reaction, Repository } from '../state.js';
import { nodeId } from '../state.js';
import { appView } from './app.js';
import { repositoryUrl } from './repository.js';
import { userView } from './user.js';

export function issueView(hub: Hub, repo: Repository, issue: Issue): Record<string, unknown> {
  const url = `${repositoryUrl(hub, repo)}/issues/${issue.number}`;
  const assignees = [...issue.assignees].flatMap((login) => hub.state.accounts.get(login) ?? []);
  const comments = [...repo.comments.values()].filter((comment) => comment.issue === issue.number).length;
  return {
    id: issue.id,
    node_id: nodeId('I', issue.id),
    number: issue.number,
    url,
    repository_url: repositoryUrl(hub, repo),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${hub.origin}/${repo.fullName}/${issue.pull === null ? 'issues' : 'pull'}/${issue.number}`,
    title: issue.title,
    body: issue.body,
    user: userView(hub, issue.author),
    labels: labelsOf(repo, issue).map((label) => labelView(hub, repo, label)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    active_lock_reason: null,
    assignee: assignees[0] === undefined ? null : userView(hub, assignees[0]),
    assignees: assignees.map((account) => userView(hub, account)),
    milestone: null,
    comments,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: issue.closedBy === null ? null : userView(hub, issue.closedBy),
    author_association: association(repo, issue.author),
    reactions: reactionsView(`${url}/reactions`, issue.reactions),
    performed_via_github_app: issue.byApp ? appView(hub) : null,
    ...pullLinks(hub, repo, issue),
  };
}

function pullLinks(hub: Hub, repo: Repository, issue: Issue): Record<string, unknown> {
  if (issue.pull === null) {
    return {};
  }
  const html = `${hub.origin}/${repo.fullName}/pull/${issue.number}`;
  const pull = {
    url: `${repositoryUrl(hub, repo)}/pulls/${issue.number}`,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    merged_at: issue.pull.mergedAt,
  };
  return { draft: issue.pull.draft, pull_request: pull };
}

export function commentView(hub: Hub, repo: Repository, comment: Comment): Record<string, unknown> {
  const url = `${repositoryUrl(hub, repo)}/issues/comments/${comment.id}`;
  const kind = repo.issues.get(comment.issue)?.pull ? 'pull' : 'issues';
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url,
    html_url: `${hub.origin}/${repo.fullName}/${kind}/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(hub, repo)}/issues/${comment.issue}`,
    body: comment.body,
    user: userView(hub, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(repo, comment.author),
    reactions: reactionsView(`${url}/reactions`, comment.reactions),
    performed_via_github_app: comment.byApp ? appView(hub) : null,
  };
}

export function labelView(hub: Hub, repo: Repository, label: Label): Record<string, unknown> {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${repositoryUrl(hub, repo)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function labelsOf(repo: Repository, issue: Issue): readonly Label[] {
  return [...issue.labels].flatMap((name) => repo.labels.get(name) ?? []);
}

export function reactionView(hub: Hub, reaction: Reaction): Record<string, unknown> {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: userView(hub, reaction.account),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

export const REACTIONS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'] as const;

export function reactionsView(url: string, reactions: readonly Reaction[]): Record<string, unknown> {
  const counts = REACTIONS.map((content) => [content, reactions.filter((each) => each.content === content).length]);
  return { url, total_count: reactions.length, ...Object.fromEntries(counts) };
}

export function association(repo: Repository, account: Account): string {
  if (repo.owner.id === account.id) {
    return 'OWNER';
  }
  return repo.collaborators.has(account.login.toLowerCase()) ? 'COLLABORATOR' : 'NONE';
}
