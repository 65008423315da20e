import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../objects/object-store.js';
import type { GitContext } from '../program/run-git.js';
import { assertRefName } from '../remote/ref-name.js';
import type { Snapshot } from '../repository.js';
import { giveAgentGitDir } from './agent-git-dir.js';
import { type CheckoutRequest, checkout } from './checkout.js';
import { OWN_DIRECTORY, snapshot } from './snapshot.js';

export interface WorkTrees {
  checkout(request: CheckoutRequest & { readonly untouched: boolean }): Promise<void>;
  snapshot(request: { readonly base: string; readonly dir: string }): Promise<Snapshot>;
}

/** Working directories of one repository, with the memory of what each was last seen to hold. */
export function workTreesOf(context: GitContext, store: ObjectStore): WorkTrees {
  const seen = new Map<string, string>();

  /** Whether the directory holds the commit's files already, but for our own folder, which a snapshot passes over. */
  async function stands({ commit, dir }: CheckoutRequest): Promise<boolean> {
    const tree = seen.get(dir);
    if (tree === undefined || tree !== (await store.treeOf(commit))) {
      return false;
    }
    return (await store.tree(tree)).every((item) => item.name !== OWN_DIRECTORY);
  }

  return {
    async checkout(request) {
      const { dir, branch, untouched } = request;
      assertRefName(`refs/heads/${branch}`);
      if (untouched && (await stands(request))) {
        await mkdir(dir, { recursive: true });
        await rm(join(dir, OWN_DIRECTORY), { recursive: true, force: true });
        await giveAgentGitDir(context.gitDir, request);
        return;
      }
      seen.delete(dir);
      await checkout(context, request);
    },
    async snapshot(request) {
      seen.delete(request.dir);
      const taken = await snapshot(context, store, request);
      seen.set(request.dir, taken.indexed);
      return taken.snapshot;
    },
  };
}
