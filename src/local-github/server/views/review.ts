import type { Hub } from '../hub.js';
import type { Repository, Review, ReviewComment } from '../state.js';
import { nodeId } from '../state.js';
import { association, reactionsView } from './issue.js';
import type { PullRequest } from './pull.js';
import { repositoryUrl } from './repository.js';
import { userView } from './user.js';

export function reviewView(hub: Hub, repo: Repository, found: PullRequest, review: Review): Record<string, unknown> {
  const html = `${hub.origin}/${repo.fullName}/pull/${found.issue.number}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: userView(hub, review.author),
    body: review.body,
    state: review.state,
    html_url: `${html}#pullrequestreview-${review.id}`,
    pull_request_url: `${repositoryUrl(hub, repo)}/pulls/${found.issue.number}`,
    submitted_at: review.submittedAt,
    commit_id: review.commit,
    author_association: association(repo, review.author),
  };
}

export function reviewCommentView(
  hub: Hub,
  repo: Repository,
  found: PullRequest,
  comment: ReviewComment,
): Record<string, unknown> {
  const url = `${repositoryUrl(hub, repo)}/pulls/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    pull_request_review_id: comment.review,
    url,
    html_url: `${hub.origin}/${repo.fullName}/pull/${found.issue.number}#discussion_r${comment.id}`,
    pull_request_url: `${repositoryUrl(hub, repo)}/pulls/${found.issue.number}`,
    path: comment.path,
    line: comment.line,
    original_line: comment.line,
    side: comment.side,
    commit_id: comment.commit,
    original_commit_id: comment.commit,
    user: userView(hub, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(repo, comment.author),
    reactions: reactionsView(`${url}/reactions`, comment.reactions),
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
  };
}
