import type { RouteReply } from '../../../contract.js';
import type { RepoCall } from '../../call.js';
import { denied } from '../../call.js';
import type { GitObject } from '../../git/object-reader.js';
import { entryType, parseTree } from '../../git/trees.js';
import type { Api } from '../../http/api.js';
import { notFound, refusal, reply } from '../../http/reply.js';
import { cleanPath, entryView } from '../../views/contents-entry.js';
import { deleteFile, putFile } from './contents-write.js';

/** Larger files come without content, as GitHub does. */
const MAX_INLINE = 1_048_576;

export function addContentsRoutes(api: Api): void {
  api.repo('GET', '/contents/*path', getContents);
  api.repo('PUT', '/contents/*path', putFile);
  api.repo('DELETE', '/contents/*path', deleteFile);
  api.repo('GET', '/readme', (call) => getContents({ ...call, params: { ...call.params, path: 'README.md' } }));
}

async function getContents(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, { permission: 'contents', access: 'read', level: 'read' });
  if (refused !== null) {
    return refused;
  }
  const git = call.hub.git(call.repo);
  const ref = call.query.get('ref') ?? call.repo.defaultBranch;
  const commit = await git.resolve(ref);
  if (commit === null) {
    const asked = call.query.get('ref');
    return refusal(404, asked === null ? 'This repository is empty.' : `No commit found for the ref ${asked}`);
  }
  const path = cleanPath(call);
  const found = await git.object(path === '' ? `${commit}^{tree}` : `${commit}:${path}`);
  if (found === null) {
    return notFound();
  }
  if (found.type === 'tree') {
    return reply(200, directoryView(call, found, { path, ref }));
  }
  if (/\braw\b/.test(call.accept)) {
    return {
      status: 200,
      body: found.content,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
    };
  }
  const size = found.content.length;
  const inline = size <= MAX_INLINE;
  const content = inline ? wrapped(found.content.toString('base64')) : '';
  const file = entryView(call, { path, ref, sha: found.sha, type: 'file', size });
  return reply(200, { ...file, content, encoding: inline ? 'base64' : 'none' });
}

/** GitHub breaks base64 every sixty characters. */
function wrapped(text: string): string {
  return text.replace(/.{1,60}/g, '$&\n');
}

function directoryView(call: RepoCall, tree: GitObject, where: { path: string; ref: string }): unknown[] {
  const { path, ref } = where;
  const types = { tree: 'dir', blob: 'file', commit: call.apiVersion >= '2026-03-10' ? 'submodule' : 'file' } as const;
  return parseTree(tree.content).map((entry) =>
    entryView(call, {
      path: path === '' ? entry.name : `${path}/${entry.name}`,
      ref,
      sha: entry.sha,
      type: entry.mode === '120000' ? 'symlink' : types[entryType(entry.mode)],
      size: 0,
    }),
  );
}
