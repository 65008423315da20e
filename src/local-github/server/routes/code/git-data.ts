import { z } from 'zod';
import type { RouteReply } from '../../../contract.js';
import type { RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import { signatureOf } from '../../commit-identity.js';
import { changeTree } from '../../git/trees.js';
import type { Api } from '../../http/api.js';
import { readInput } from '../../http/body.js';
import { notFound, refusal, reply } from '../../http/reply.js';
import { gitCommitView } from '../../views/commit.js';
import { repositoryUrl } from '../../views/repository.js';

const blobSchema = z.object({ content: z.string(), encoding: z.string().optional() });
const treeSchema = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string().optional(),
      type: z.string().optional(),
      sha: z.string().nullish(),
      content: z.string().optional(),
    }),
  ),
});
const personSchema = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const commitSchema = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).optional(),
  author: personSchema.optional(),
  committer: personSchema.optional(),
});

const READ = { permission: 'contents', access: 'read', level: 'read' } as const;
const WRITE = { permission: 'contents', access: 'write', level: 'write' } as const;
/** GitHub truncates longer recursive listings. */
const MAX_TREE_ENTRIES = 100_000;

export function addGitDataRoutes(api: Api): void {
  api.repo('POST', '/git/blobs', createBlob);
  api.repo('GET', '/git/blobs/:sha', showBlob);
  api.repo('POST', '/git/trees', createTree);
  api.repo('GET', '/git/trees/*ref', showTree);
  api.repo('POST', '/git/commits', createCommit);
  api.repo('GET', '/git/commits/:sha', showCommit);
}

async function createBlob(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, WRITE);
  const input = readInput(call, blobSchema);
  if (refused !== null || !input.ok) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  const encoding = input.value.encoding === 'base64' ? 'base64' : 'utf8';
  const sha = await call.hub.git(call.repo).write('blob', Buffer.from(input.value.content, encoding));
  return reply(201, { sha, url: `${repositoryUrl(call.hub, call.repo)}/git/blobs/${sha}` });
}

async function showBlob(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ);
  const sha = call.params.sha ?? '';
  const blob = /^[0-9a-f]{40}$/.test(sha) ? await call.hub.git(call.repo).object(sha) : null;
  if (refused !== null || blob === null || blob.type !== 'blob') {
    return refused ?? notFound();
  }
  return reply(200, {
    sha,
    node_id: `B_${sha}`,
    size: blob.content.length,
    url: `${repositoryUrl(call.hub, call.repo)}/git/blobs/${sha}`,
    content: blob.content.toString('base64'),
    encoding: 'base64',
  });
}

async function createTree(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, WRITE);
  const input = readInput(call, treeSchema);
  if (refused !== null || !input.ok) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  const git = call.hub.git(call.repo);
  const base = input.value.base_tree ?? null;
  if (base !== null && (await git.object(`${base}^{tree}`)) === null) {
    return refusal(422, 'base_tree is not a valid tree oid');
  }
  const changes = [];
  for (const entry of input.value.tree) {
    const written = entry.content === undefined ? entry.sha : await git.write('blob', Buffer.from(entry.content));
    if (written === undefined || (written !== null && !(await isObject(call, entry.mode, written)))) {
      return refusal(422, 'tree.sha is not a valid object');
    }
    changes.push({ path: entry.path, entry: written === null ? null : { mode: entry.mode ?? '100644', sha: written } });
  }
  const sha = await changeTree(git, base, changes);
  return reply(201, await treeView(call, sha, false));
}

async function isObject(call: RepoCall, mode: string | undefined, sha: string): Promise<boolean> {
  return mode === '160000' || (await call.hub.git(call.repo).object(sha)) !== null;
}

async function showTree(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ);
  const git = call.hub.git(call.repo);
  const ref = call.params.ref ?? '';
  const name = (await git.resolve(ref)) ?? (/^[0-9a-f]{40}$/.test(ref) ? ref : null);
  const tree = name === null ? null : await git.object(`${name}^{tree}`);
  if (refused !== null || tree === null) {
    return refused ?? notFound();
  }
  const recursive = call.query.get('recursive');
  return reply(200, await treeView(call, tree.sha, recursive !== null));
}

async function treeView(call: RepoCall, sha: string, recursive: boolean): Promise<Record<string, unknown>> {
  const options = recursive ? ['-r', '-t'] : [];
  const text = (await call.hub.git(call.repo).text('ls-tree', '-z', '-l', ...options, sha)) ?? '';
  const lines = text.split('\0').filter((line) => line !== '');
  const url = `${repositoryUrl(call.hub, call.repo)}/git`;
  const tree = lines.slice(0, MAX_TREE_ENTRIES).map((line) => {
    const tab = line.indexOf('\t');
    const [mode = '', type = '', object = '', bytes = '-'] = line.slice(0, tab).split(/ +/);
    const size = bytes === '-' ? {} : { size: Number(bytes) };
    return { path: line.slice(tab + 1), mode, type, sha: object, ...size, url: `${url}/${type}s/${object}` };
  });
  return { sha, url: `${url}/trees/${sha}`, tree, truncated: lines.length > MAX_TREE_ENTRIES };
}

async function createCommit(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, WRITE);
  const input = readInput(call, commitSchema);
  const actor = actorOf(call.credential);
  if (refused !== null || !input.ok || actor === null) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  const git = call.hub.git(call.repo);
  const { message, tree, parents = [], author, committer } = input.value;
  if ((await git.object(tree))?.type !== 'tree') {
    return refusal(422, 'Tree SHA does not exist');
  }
  for (const parent of parents) {
    if (!/^[0-9a-f]{40}$/.test(parent) || (await git.commit(parent)) === null) {
      return refusal(422, 'Parent SHA does not exist or is not a commit object');
    }
  }
  const by = signatureOf(call.hub, actor.account, author);
  const through = committer === undefined ? by : signatureOf(call.hub, actor.account, committer);
  const sha = await git.writeCommit({ tree, parents, author: by, committer: through, message });
  const commit = await git.commit(sha);
  return commit === null ? notFound() : reply(201, gitCommitView(call.hub, call.repo, commit));
}

async function showCommit(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ);
  const sha = call.params.sha ?? '';
  const commit = /^[0-9a-f]{40}$/.test(sha) ? await call.hub.git(call.repo).commit(sha) : null;
  if (refused !== null || commit === null) {
    return refused ?? notFound();
  }
  return reply(200, gitCommitView(call.hub, call.repo, commit));
}
