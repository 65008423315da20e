import { PitbossError } from '../../base/pitboss-error.js';
import { descent } from '../history.js';
import { SHA } from '../objects/object-id.js';
import type { ObjectStore } from '../objects/object-store.js';
import type { RefUpdate } from '../repository.js';
import { assertRefName } from './ref-name.js';

interface Known {
  readonly store: ObjectStore;
  readonly made: ReadonlySet<string>;
}

/**
 * Refuses, before anything is sent, every update that would leave commits of others behind: the leased tip must be a parent of the
 * new one, directly or through commits that this process made (I1).
 */
export async function assertLeases(known: Known, updates: readonly RefUpdate[]): Promise<void> {
  for (const update of updates) {
    assertRefName(update.ref);
    for (const sha of [update.from, update.to]) {
      if (sha !== null && !SHA.test(sha)) {
        throw unfit(update, `${JSON.stringify(sha)} is not an object name`);
      }
    }
    if (update.from === null && update.to === null) {
      throw unfit(update, 'it would delete a ref that must not exist');
    }
    if (update.from !== null && update.to !== null && !update.replace) {
      const kept = await below(known.store, update.from, new Set(update.replaces ?? []));
      const holds =
        kept === update.from ? await buildsOn(known, update.to, kept) : await has(known.store, update.to, kept);
      if (!holds) {
        throw unfit(update, `${update.to} does not have ${kept} as its parent`);
      }
    }
  }
}

/** The newest commit from `tip` downwards that is not to be replaced; a merge is never replaced. */
async function below(store: ObjectStore, tip: string, replaced: ReadonlySet<string>): Promise<string> {
  let sha = tip;
  while (replaced.has(sha)) {
    const { parents } = await store.commit(sha);
    const [parent] = parents;
    if (parent === undefined || parents.length > 1) {
      return sha;
    }
    sha = parent;
  }
  return sha;
}

async function has(store: ObjectStore, tip: string, commit: string): Promise<boolean> {
  return (await descent(store, tip, commit)).kind === 'descends';
}

async function buildsOn(known: Known, tip: string, base: string): Promise<boolean> {
  const open = [tip];
  const seen = new Set<string>();
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    if (sha === base) {
      return true;
    }
    if (seen.has(sha)) {
      continue;
    }
    seen.add(sha);
    const { parents } = await known.store.commit(sha);
    open.push(...parents.filter((parent) => parent === base || known.made.has(parent)));
  }
  return false;
}

function unfit(update: RefUpdate, why: string): PitbossError {
  return new PitbossError({
    code: 'git_unsafe_push',
    what: `Pitboss refused to push to ${update.ref}.`,
    why: `The update would break the rule that nobody's commits are lost: ${why}.`,
    fix: 'Look at the branch on the remote; if somebody changed it, `/pitboss rebuy` starts from what is there.',
  });
}
