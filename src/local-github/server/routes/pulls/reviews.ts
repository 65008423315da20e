import { z } from 'zod';
import type { RouteReply } from '../../../contract.js';
import type { Actor, RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import type { Api } from '../../http/api.js';
import { readInput } from '../../http/body.js';
import { pageOf } from '../../http/pagination.js';
import { refusal, reply, validationFailed } from '../../http/reply.js';
import type { Review, ReviewComment } from '../../state.js';
import type { PullRequest } from '../../views/pull.js';
import { pullView } from '../../views/pull.js';
import { reviewCommentView, reviewView } from '../../views/review.js';
import { withPull } from './pulls.js';

const commentSchema = z.object({
  body: z.string(),
  path: z.string(),
  line: z.number().optional(),
  position: z.number().optional(),
  side: z.string().optional(),
  commit_id: z.string().optional(),
});
const reviewSchema = z.object({
  body: z.string().optional(),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']),
  commit_id: z.string().optional(),
  comments: z.array(commentSchema).optional(),
});
const STATES = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

export function addReviewRoutes(api: Api): void {
  api.repo('GET', '/pulls/:number/reviews', (call) => withPull(call, (found) => listReviews(call, found)));
  api.repo('POST', '/pulls/:number/reviews', (call) => writing(call, (...where) => createReview(call, ...where)));
  api.repo('GET', '/pulls/:number/reviews/:id/comments', (call) => withPull(call, (found) => ofReview(call, found)));
  api.repo('GET', '/pulls/:number/comments', (call) => withPull(call, (found) => listComments(call, found)));
  api.repo('POST', '/pulls/:number/comments', (call) => writing(call, (...where) => createComment(call, ...where)));
  api.repo('POST', '/pulls/:number/comments/:id/replies', (call) =>
    writing(call, (...where) => createReply(call, ...where)),
  );
}

function writing(call: RepoCall, work: (found: PullRequest, actor: Actor) => RouteReply): Promise<RouteReply> {
  return withPull(call, (found) => {
    const refused = denied(call, { permission: 'pull_requests', access: 'write', level: 'read' });
    const actor = actorOf(call.credential);
    return refused ?? (actor === null ? refusal(401, 'Requires authentication') : work(found, actor));
  });
}

function listReviews(call: RepoCall, found: PullRequest): RouteReply {
  return pageOf(call, found.pull.reviews, (review) => reviewView(call.hub, call.repo, found, review));
}

function listComments(call: RepoCall, found: PullRequest): RouteReply {
  return pageOf(call, found.pull.reviewComments, (each) => reviewCommentView(call.hub, call.repo, found, each));
}

function ofReview(call: RepoCall, found: PullRequest): RouteReply {
  const comments = found.pull.reviewComments.filter((each) => each.review === Number(call.params.id));
  return pageOf(call, comments, (each) => reviewCommentView(call.hub, call.repo, found, each));
}

function createReview(call: RepoCall, found: PullRequest, actor: Actor): RouteReply {
  const { hub, repo } = call;
  const input = readInput(call, reviewSchema);
  if (!input.ok) {
    return input.error;
  }
  const { event, body = '', comments = [], commit_id: commit } = input.value;
  if (event !== 'COMMENT' && actor.account.id === found.issue.author.id) {
    const verb = event === 'APPROVE' ? 'approve' : 'request changes on';
    return refusal(422, 'Unprocessable Entity', [`Can not ${verb} your own pull request`]);
  }
  if (event === 'APPROVE' && actor.via === 'job' && !repo.settings.actionsMayCreatePulls) {
    return refusal(422, 'Unprocessable Entity', ['GitHub Actions is not permitted to approve pull requests.']);
  }
  const review: Review = {
    id: hub.state.nextId(),
    author: actor.account,
    commit: commit ?? found.pull.headSha,
    submittedAt: hub.now(),
    body,
    state: STATES[event],
  };
  found.pull.reviews.push(review);
  const view = reviewView(hub, repo, found, review);
  const payload = {
    review: { ...view, state: review.state.toLowerCase() },
    pull_request: pullView(hub, repo, found),
  };
  hub.emit({ name: 'pull_request_review', action: 'submitted', repo, actor, payload });
  for (const comment of comments) {
    addComment(call, found, { actor, input: comment, review: review.id, inReplyTo: null });
  }
  return reply(200, view);
}

interface NewComment {
  readonly actor: Actor;
  readonly input: z.infer<typeof commentSchema>;
  readonly review: number | null;
  readonly inReplyTo: number | null;
}

function addComment(call: RepoCall, found: PullRequest, from: NewComment): RouteReply {
  const { hub, repo } = call;
  const { input, actor } = from;
  const comment: ReviewComment = {
    id: hub.state.nextId(),
    review: from.review,
    author: actor.account,
    commit: input.commit_id ?? found.pull.headSha,
    path: input.path,
    line: input.line ?? input.position ?? null,
    side: input.side ?? 'RIGHT',
    inReplyTo: from.inReplyTo,
    createdAt: hub.now(),
    updatedAt: hub.now(),
    reactions: [],
    body: input.body,
  };
  found.pull.reviewComments.push(comment);
  const view = reviewCommentView(hub, repo, found, comment);
  const payload = { comment: view, pull_request: pullView(hub, repo, found) };
  hub.emit({ name: 'pull_request_review_comment', action: 'created', repo, actor, payload });
  return reply(201, view);
}

function createComment(call: RepoCall, found: PullRequest, actor: Actor): RouteReply {
  const input = readInput(call, commentSchema);
  return input.ok ? addComment(call, found, { actor, input: input.value, review: null, inReplyTo: null }) : input.error;
}

function createReply(call: RepoCall, found: PullRequest, actor: Actor): RouteReply {
  const parent = found.pull.reviewComments.find((each) => each.id === Number(call.params.id));
  const { body } = call.body;
  if (parent === undefined || typeof body !== 'string') {
    return validationFailed({ resource: 'PullRequestReviewComment', code: 'invalid', field: 'in_reply_to' });
  }
  const line = parent.line === null ? {} : { line: parent.line };
  const input = { body, path: parent.path, side: parent.side, commit_id: parent.commit, ...line };
  return addComment(call, found, { actor, input, review: null, inReplyTo: parent.id });
}
