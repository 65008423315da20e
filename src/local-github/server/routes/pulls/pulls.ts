import type { RouteReply } from '../../../contract.js';
import type { Actor, RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import { signatureOf } from '../../commit-identity.js';
import { mergesCleanly } from '../../git/comparison.js';
import type { Api } from '../../http/api.js';
import { paged, pageOf } from '../../http/pagination.js';
import { notFound, refusal, reply } from '../../http/reply.js';
import { refsChanged } from '../../ref-changes.js';
import { fileView } from '../../views/file.js';
import type { PullRequest } from '../../views/pull.js';
import { fullPullView, pullCommits, pullFiles, pullOf, pullView } from '../../views/pull.js';
import { commitViews } from '../code/branches.js';
import { moveIssue } from '../talk/issues.js';
import { changePull } from './change.js';
import { createPull } from './create.js';

const READ = { permission: 'pull_requests', access: 'read', level: 'read' } as const;
/** Nothing in GitHub's list of a pull request's commits goes beyond this. */
const MAX_COMMITS = 250;

export function addPullRoutes(api: Api): void {
  api.repo('GET', '/pulls', listPulls);
  api.repo('POST', '/pulls', createPull);
  api.repo('GET', '/pulls/:number', (call) => withPull(call, (found) => showPull(call, found)));
  api.repo('PATCH', '/pulls/:number', (call) => withPull(call, (found) => changePull(call, found)));
  api.repo('GET', '/pulls/:number/commits', (call) => withPull(call, (found) => listCommits(call, found)));
  api.repo('GET', '/pulls/:number/files', (call) => withPull(call, (found) => listFiles(call, found)));
  api.repo('GET', '/pulls/:number/merge', (call) => withPull(call, isMerged));
  api.repo('PUT', '/pulls/:number/merge', (call) => withPull(call, (found) => merge(call, found)));
  api.repo('GET', '/commits/:sha/pulls', pullsOfCommit);
}

export async function withPull(
  call: RepoCall,
  work: (found: PullRequest) => Promise<RouteReply> | RouteReply,
): Promise<RouteReply> {
  const refused = denied(call, READ);
  const found = pullOf(call.repo, Number(call.params.number));
  return refused ?? (found === null ? notFound() : work(found));
}

function allPulls(call: RepoCall): readonly PullRequest[] {
  return [...call.repo.issues.values()].flatMap((issue) => (issue.pull === null ? [] : [{ issue, pull: issue.pull }]));
}

function listPulls(call: RepoCall): RouteReply {
  const refused = denied(call, READ);
  if (refused !== null) {
    return refused;
  }
  const state = call.query.get('state') ?? 'open';
  const head = call.query.get('head');
  const base = call.query.get('base');
  const label = ({ pull }: PullRequest): string => `${call.repo.owner.login}:${pull.headRef}`.toLowerCase();
  const found = allPulls(call).filter(
    (each) =>
      (state === 'all' || each.issue.state === state) &&
      // GitHub ignores a head filter that does not name an owner.
      (head === null || !head.includes(':') || label(each) === head.toLowerCase()) &&
      (base === null || each.pull.baseRef === base),
  );
  const key = call.query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const sign = (call.query.get('direction') ?? 'desc') === 'asc' ? 1 : -1;
  const sorted = [...found].sort(
    (a, b) => sign * (a.issue[key].localeCompare(b.issue[key]) || a.issue.number - b.issue.number),
  );
  return pageOf(call, sorted, (each) => pullView(call.hub, call.repo, each));
}

async function showPull(call: RepoCall, found: PullRequest): Promise<RouteReply> {
  const { merge_commit_sha: merged, ...rest } = await fullPullView(call.hub, call.repo, found, { mergeable: true });
  return reply(200, call.apiVersion >= '2026-03-10' ? rest : { ...rest, merge_commit_sha: merged });
}

async function listCommits(call: RepoCall, { pull }: PullRequest): Promise<RouteReply> {
  const shas = (await pullCommits(call.hub, call.repo, pull)).slice(0, MAX_COMMITS);
  const page = paged(call, shas, (each) => each);
  return { ...page, body: await commitViews(call, Array.isArray(page.body) ? page.body.map(String) : []) };
}

async function listFiles(call: RepoCall, { pull }: PullRequest): Promise<RouteReply> {
  const files = await pullFiles(call.hub, call.repo, pull);
  return pageOf(call, files, (file) => fileView(call.hub, call.repo, pull.headSha, file));
}

function isMerged({ pull }: PullRequest): RouteReply {
  return pull.mergedAt === null ? notFound() : reply(204);
}

async function pullsOfCommit(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ);
  const found: PullRequest[] = [];
  for (const each of allPulls(call)) {
    if ((await pullCommits(call.hub, call.repo, each.pull)).includes(call.params.sha ?? '')) {
      found.push(each);
    }
  }
  return refused ?? pageOf(call, found, (each) => pullView(call.hub, call.repo, each));
}

/** A true merge commit, made by git; a conflicting, closed or draft pull request answers 405. */
async function merge(call: RepoCall, found: PullRequest): Promise<RouteReply> {
  const refused = denied(call, { permission: 'contents', access: 'write', level: 'write' });
  const actor = actorOf(call.credential);
  const { issue, pull } = found;
  if (refused !== null || actor === null) {
    return refused ?? notFound();
  }
  if (typeof call.body.sha === 'string' && call.body.sha !== pull.headSha) {
    return refusal(409, 'Head branch was modified. Review and try the merge again.');
  }
  const git = call.hub.git(call.repo);
  const clean = await mergesCleanly(git, pull.baseSha, pull.headSha);
  if (issue.state === 'closed' || pull.draft || clean !== true) {
    return refusal(405, pull.draft ? 'Pull Request is still a draft' : 'Pull Request is not mergeable');
  }
  const sha = await mergeCommit(call, found, actor);
  const base = `refs/heads/${pull.baseRef}`;
  const from = pull.baseSha;
  if ((await git.updateRef(base, from, sha)) !== null) {
    return refusal(409, 'Base branch was modified. Review and try the merge again.');
  }
  Object.assign(pull, { mergedAt: call.hub.now(), mergedBy: actor.account, mergeSha: sha });
  moveIssue(call.hub, issue, actor, { state: 'closed', reason: null });
  const view = await fullPullView(call.hub, call.repo, found, { mergeable: false });
  const payload = { number: issue.number, pull_request: view };
  call.hub.emit({ name: 'pull_request', action: 'closed', repo: call.repo, actor, payload });
  await refsChanged(call.hub, call.repo, [{ ref: base, from, to: sha }], actor);
  return reply(200, { sha, merged: true, message: 'Pull Request successfully merged' });
}

async function mergeCommit(call: RepoCall, { issue, pull }: PullRequest, actor: Actor): Promise<string> {
  const git = call.hub.git(call.repo);
  const tree = (await git.text('merge-tree', '--write-tree', pull.baseSha, pull.headSha)) ?? '';
  const title = `Merge pull request #${issue.number} from ${call.repo.owner.login}/${pull.headRef}`;
  const message = typeof call.body.commit_title === 'string' ? call.body.commit_title : `${title}\n\n${issue.title}`;
  const author = signatureOf(call.hub, actor.account);
  const squash = call.body.merge_method === 'squash';
  const parents = squash ? [pull.baseSha] : [pull.baseSha, pull.headSha];
  return git.writeCommit({ tree: tree.split('\n')[0] ?? '', parents, author, committer: author, message });
}
