import type { RouteReply } from '../../../contract.js';
import type { RepoCall } from '../../call.js';
import { denied } from '../../call.js';
import { changedFiles, commitsBetween, mergeBase } from '../../git/comparison.js';
import type { Api } from '../../http/api.js';
import { paged, pageOf } from '../../http/pagination.js';
import { notFound, refusal, reply } from '../../http/reply.js';
import { refRuleMessage } from '../../ref-rules.js';
import { commitView } from '../../views/commit.js';
import { fileView } from '../../views/file.js';
import { repositoryUrl } from '../../views/repository.js';

const READ = { permission: 'contents', access: 'read', level: 'read' } as const;
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
/** Compare shows at most this many commits. */
const MAX_COMPARED = 250;

export function addBranchRoutes(api: Api): void {
  api.repo('GET', '/branches', listBranches);
  api.repo('GET', '/branches/*branch', showBranch);
  api.repo('GET', '/rules/branches/*branch', branchRules);
  api.repo('GET', '/commits', listCommits);
  api.repo('GET', '/commits/*ref', showCommit);
  api.repo('GET', '/compare/*basehead', compare);
}

async function listBranches(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ);
  const refs = await call.hub.git(call.repo).refs('refs/heads');
  const url = repositoryUrl(call.hub, call.repo);
  return (
    refused ??
    pageOf(call, refs, ({ ref, sha }) => ({
      name: ref.slice('refs/heads/'.length),
      commit: { sha, url: `${url}/commits/${sha}` },
      protected: refRuleMessage(call.repo, ref) !== null,
    }))
  );
}

async function showBranch(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ);
  const git = call.hub.git(call.repo);
  const name = call.params.branch ?? '';
  const tip = await git.ref(`refs/heads/${name}`);
  const commit = tip === null ? null : await git.commit(tip.sha);
  if (refused !== null || commit === null) {
    return refused ?? refusal(404, 'Branch not found');
  }
  const guarded = refRuleMessage(call.repo, `refs/heads/${name}`) !== null;
  return reply(200, { name, commit: commitView(call.hub, call.repo, commit), protected: guarded });
}

function branchRules(call: RepoCall): RouteReply {
  const guarded = refRuleMessage(call.repo, `refs/heads/${call.params.branch ?? ''}`) !== null;
  const rule = { type: 'update', ruleset_source_type: 'Repository', ruleset_source: call.repo.fullName, ruleset_id: 1 };
  return denied(call, READ) ?? reply(200, guarded ? [rule] : []);
}

async function listCommits(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ);
  const git = call.hub.git(call.repo);
  const asked = call.query.get('sha');
  const start = await git.resolve(asked ?? call.repo.defaultBranch);
  if (refused !== null || start === null) {
    return refused ?? (asked === null ? refusal(409, 'Git Repository is empty.') : notFound());
  }
  const path = call.query.get('path');
  const text = await git.text('rev-list', start, '--', ...(path === null || path === '' ? [] : [path]));
  const shas = (text ?? '').split('\n').filter((sha) => sha !== '');
  const page = paged(call, shas, (each) => each);
  return { ...page, body: await commitViews(call, Array.isArray(page.body) ? page.body.map(String) : []) };
}

export async function commitViews(call: RepoCall, shas: readonly string[]): Promise<readonly unknown[]> {
  const commits = await Promise.all(shas.map((sha) => call.hub.git(call.repo).commit(sha)));
  return commits.flatMap((commit) => (commit === null ? [] : [commitView(call.hub, call.repo, commit)]));
}

async function showCommit(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ);
  const git = call.hub.git(call.repo);
  const ref = call.params.ref ?? '';
  const sha = await git.resolve(ref);
  const commit = sha === null ? null : await git.commit(sha);
  if (refused !== null || commit === null) {
    return refused ?? refusal(422, `No commit found for SHA: ${ref}`);
  }
  if (/\bsha\b/.test(call.accept)) {
    return { status: 200, body: Buffer.from(commit.sha), headers: { 'content-type': 'application/vnd.github.sha' } };
  }
  const files = await changedFiles(git, commit.parents[0] ?? EMPTY_TREE, commit.sha);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return reply(200, {
    ...commitView(call.hub, call.repo, commit),
    stats: { additions, deletions, total: additions + deletions },
    files: files.map((file) => fileView(call.hub, call.repo, commit.sha, file)),
  });
}

async function compare(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ);
  const git = call.hub.git(call.repo);
  const [baseName = '', headName = ''] = (call.params.basehead ?? '')
    .split('...')
    .map((side) => side.split(':').at(-1));
  const [base, head] = await Promise.all([git.resolve(baseName), git.resolve(headName)]);
  const fork = base === null || head === null ? null : await mergeBase(git, base, head);
  if (refused !== null || base === null || head === null || fork === null) {
    return refused ?? notFound();
  }
  const [ahead, behind, files] = await Promise.all([
    commitsBetween(git, base, head),
    commitsBetween(git, head, base),
    changedFiles(git, fork, head),
  ]);
  const status =
    ahead.length === 0 ? (behind.length === 0 ? 'identical' : 'behind') : behind.length === 0 ? 'ahead' : 'diverged';
  const [baseCommit, mergeBaseCommit] = await commitViews(call, [base, fork]);
  return reply(200, {
    url: `${repositoryUrl(call.hub, call.repo)}/compare/${baseName}...${headName}`,
    base_commit: baseCommit,
    merge_base_commit: mergeBaseCommit,
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: await commitViews(call, ahead.slice(0, MAX_COMPARED)),
    files: files.map((file) => fileView(call.hub, call.repo, head, file)),
  });
}
