import { PitbossError } from '../../base/pitboss-error.js';
import type { CommitRequest } from '../repository.js';
import { formatCommit } from './commit-object.js';
import { EMPTY_TREE } from './object-id.js';
import type { ObjectStore } from './object-store.js';
import { editTree } from './tree-edit.js';

/** Makes commits in order, without a git process; a later one may name an earlier one as its parent only by its SHA. */
export async function makeCommits(store: ObjectStore, requests: readonly CommitRequest[]): Promise<readonly string[]> {
  const shas: string[] = [];
  for (const request of requests) {
    shas.push(await makeCommit(store, request));
  }
  return shas;
}

async function makeCommit(store: ObjectStore, request: CommitRequest): Promise<string> {
  if (Number.isNaN(Date.parse(request.at)) || request.message.includes('\0')) {
    throw new PitbossError({
      code: 'git_bad_commit',
      what: 'A commit cannot be made from what was given.',
      why: `Its date is ${JSON.stringify(request.at)}, and its message ${request.message.includes('\0') ? 'contains a NUL' : 'is fine'}.`,
      fix: 'Report this: it is a mistake of Pitboss.',
    });
  }
  const tree = await treeFor(store, request);
  const { parents, message, author, committer, at } = request;
  return store.write('commit', formatCommit({ tree, parents, message, author, committer, at }));
}

async function treeFor(store: ObjectStore, request: CommitRequest): Promise<string> {
  const { content, parents } = request;
  const [first] = parents;
  // Parents must be here: a commit on top of nothing could be made, but never pushed.
  const parentTrees = await Promise.all(parents.map(async (parent) => (await store.commit(parent)).tree));
  const base = 'tree' in content ? await store.treeOf(content.tree) : (parentTrees[0] ?? EMPTY_TREE);
  if (content.files === undefined || (content.files.size === 0 && first !== undefined)) {
    return base;
  }
  return editTree(store, base, content.files);
}
