import { changedFiles, commitsBetween, mergeBase, mergesCleanly } from '../git/comparison.js';
import type { Hub } from '../hub.js';
import type { Issue, Pull, Repository } from '../state.js';
import { nodeId } from '../state.js';
import { association, labelsOf, labelView } from './issue.js';
import { repositoryUrl, repositoryView } from './repository.js';
import { userView } from './user.js';

export interface PullRequest {
  readonly issue: Issue;
  readonly pull: Pull;
}

export function pullOf(repo: Repository, number: number): PullRequest | null {
  const issue = repo.issues.get(number);
  return issue === undefined || issue.pull === null ? null : { issue, pull: issue.pull };
}

/** The short form, as lists show it. Numbers that need git are only in the full form. */
export function pullView(hub: Hub, repo: Repository, { issue, pull }: PullRequest): Record<string, unknown> {
  const url = `${repositoryUrl(hub, repo)}/pulls/${issue.number}`;
  const html = `${hub.origin}/${repo.fullName}/pull/${issue.number}`;
  const assignees = [...issue.assignees].flatMap((login) => hub.state.accounts.get(login) ?? []);
  return {
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    number: issue.number,
    url,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: `${repositoryUrl(hub, repo)}/issues/${issue.number}`,
    commits_url: `${url}/commits`,
    comments_url: `${repositoryUrl(hub, repo)}/issues/${issue.number}/comments`,
    review_comments_url: `${url}/comments`,
    statuses_url: `${repositoryUrl(hub, repo)}/statuses/${pull.headSha}`,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    body: issue.body,
    user: userView(hub, issue.author),
    labels: labelsOf(repo, issue).map((label) => labelView(hub, repo, label)),
    milestone: null,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeSha,
    assignee: assignees[0] === undefined ? null : userView(hub, assignees[0]),
    assignees: assignees.map((account) => userView(hub, account)),
    requested_reviewers: [],
    requested_teams: [],
    draft: pull.draft,
    head: sideView(hub, repo, pull.headRef, pull.headSha),
    base: sideView(hub, repo, pull.baseRef, pull.baseSha),
    author_association: association(repo, issue.author),
    auto_merge: null,
  };
}

function sideView(hub: Hub, repo: Repository, ref: string, sha: string): Record<string, unknown> {
  return {
    label: `${repo.owner.login}:${ref}`,
    ref,
    sha,
    user: userView(hub, repo.owner),
    repo: repositoryView(hub, repo),
  };
}

/** The full form: with commits, files and lines counted by git, and whether it merges (null: not looked at). */
export async function fullPullView(
  hub: Hub,
  repo: Repository,
  found: PullRequest,
  options: { readonly mergeable: boolean },
): Promise<Record<string, unknown>> {
  const { issue, pull } = found;
  const git = hub.git(repo);
  const [numbers, mergeable] = await Promise.all([
    pullNumbers(hub, repo, pull),
    options.mergeable && issue.state === 'open' ? mergesCleanly(git, pull.baseSha, pull.headSha) : null,
  ]);
  return {
    ...pullView(hub, repo, found),
    ...numbers,
    merged: pull.mergedAt !== null,
    merged_by: pull.mergedBy === null ? null : userView(hub, pull.mergedBy),
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeable === null ? 'unknown' : mergeable ? (pull.draft ? 'draft' : 'clean') : 'dirty',
    comments: [...repo.comments.values()].filter((comment) => comment.issue === issue.number).length,
    review_comments: pull.reviewComments.length,
    maintainer_can_modify: false,
  };
}

async function pullNumbers(hub: Hub, repo: Repository, pull: Pull): Promise<Record<string, number>> {
  const [commits, files] = await Promise.all([pullCommits(hub, repo, pull), pullFiles(hub, repo, pull)]);
  return {
    commits: commits.length,
    changed_files: files.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
  };
}

export function pullCommits(hub: Hub, repo: Repository, pull: Pull): ReturnType<typeof commitsBetween> {
  return commitsBetween(hub.git(repo), pull.baseSha, pull.headSha);
}

export async function pullFiles(hub: Hub, repo: Repository, pull: Pull): ReturnType<typeof changedFiles> {
  const git = hub.git(repo);
  const base = (await mergeBase(git, pull.baseSha, pull.headSha)) ?? pull.baseSha;
  return changedFiles(git, base, pull.headSha);
}
