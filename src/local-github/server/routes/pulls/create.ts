import { z } from 'zod';
import type { RouteReply } from '../../../contract.js';
import type { RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import { readInput } from '../../http/body.js';
import { notFound, refusal, reply, validationFailed } from '../../http/reply.js';
import type { Pull, Repository } from '../../state.js';
import { fullPullView } from '../../views/pull.js';
import { bodyTooLong, newIssue } from '../talk/issues.js';

const createSchema = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
});

type Input = z.infer<typeof createSchema>;

/** Opens a pull request between two branches of the repository. */
export async function createPull(call: RepoCall): Promise<RouteReply> {
  const { hub, repo } = call;
  const refused = denied(call, { permission: 'pull_requests', access: 'write', level: 'write' });
  const input = readInput(call, createSchema);
  const actor = actorOf(call.credential);
  if (refused !== null || !input.ok || actor === null) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  if (actor.via === 'job' && !repo.settings.actionsMayCreatePulls) {
    return refusal(403, 'GitHub Actions is not permitted to create or approve pull requests.');
  }
  const sides = await resolveSides(call, input.value);
  if (sides.kind === 'refused') {
    return sides.reply;
  }
  const { title, body, draft } = input.value;
  const pull: Pull = {
    ...sides.sides,
    id: hub.state.nextId(),
    draft: draft === true,
    mergedAt: null,
    mergedBy: null,
    mergeSha: null,
    reviews: [],
    reviewComments: [],
  };
  const { account: author, via } = actor;
  const issue = newIssue(hub, repo, { title, body: body ?? null, author, byApp: via === 'app', pull });
  await hub.git(repo).updateRef(`refs/pull/${issue.number}/head`, null, pull.headSha);
  const view = await fullPullView(hub, repo, { issue, pull }, { mergeable: false });
  const payload = { number: issue.number, pull_request: view };
  hub.emit({ name: 'pull_request', action: 'opened', repo, actor, payload });
  return { ...reply(201, view), headers: { location: String(view.url) } };
}

type Sides = Pick<Pull, 'headRef' | 'headSha' | 'baseRef' | 'baseSha'>;
type Resolved =
  | { readonly kind: 'sides'; readonly sides: Sides }
  | { readonly kind: 'refused'; readonly reply: RouteReply };

async function resolveSides(call: RepoCall, input: Input): Promise<Resolved> {
  const { repo } = call;
  const git = call.hub.git(repo);
  const headRef = input.head.replace(new RegExp(`^${repo.owner.login}:`, 'i'), '');
  const [head, base] = await Promise.all([git.ref(`refs/heads/${headRef}`), git.ref(`refs/heads/${input.base}`)]);
  const invalid = (field: string): Resolved =>
    refuse(validationFailed({ resource: 'PullRequest', field, code: 'invalid' }));
  if (head === null) {
    return invalid('head');
  }
  if (base === null) {
    return invalid('base');
  }
  const tooLong = bodyTooLong('PullRequest', input.body);
  if (tooLong !== null) {
    return refuse(tooLong);
  }
  if (input.draft === true && !repo.settings.drafts) {
    return refuse(refusal(422, 'Draft pull requests are not supported in this repository.'));
  }
  const custom = (message: string): Resolved =>
    refuse(validationFailed({ resource: 'PullRequest', code: 'custom', message }));
  if (isOpen(repo, headRef, input.base)) {
    return custom(`A pull request already exists for ${repo.owner.login}:${headRef}.`);
  }
  if (await git.isAncestor(head.sha, base.sha)) {
    return custom(`No commits between ${input.base} and ${headRef}`);
  }
  return { kind: 'sides', sides: { headRef, headSha: head.sha, baseRef: input.base, baseSha: base.sha } };
}

function isOpen(repo: Repository, headRef: string, baseRef: string): boolean {
  return [...repo.issues.values()].some(
    ({ pull, state }) => state === 'open' && pull?.headRef === headRef && pull.baseRef === baseRef,
  );
}

function refuse(answer: RouteReply): Resolved {
  return { kind: 'refused', reply: answer };
}
