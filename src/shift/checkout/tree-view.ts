import { fail, ok, type Result } from '../../base/result.js';
import type { Snapshot, TrustedRepository } from '../../git/repository.js';
import type { TreeReview } from '../../work/unit.js';
import type { TreeMemory } from './tree-memory.js';

/** Longest diff that is read for the auditor, in bytes: head and tail of a longer one. Its prompt has room for this much. */
const DIFF_BYTES = 120_000;

export interface TreeViewInput {
  readonly repository: TrustedRepository;
  /** The commit that the unit builds on. */
  readonly base: string;
  /** How the tree stood when it was noted last, in an earlier shift; null where a change is one against `base`. */
  readonly noted: string | null;
  readonly memory: TreeMemory;
}

export interface TreeView extends TreeReview {
  /** Whether the tree differs from the commit that the unit builds on, or from how it stood when that was noted last. */
  changed(): Promise<boolean>;
  /** Names the tree; null where it cannot be read. */
  note(): Promise<string | null>;
  /** What each changed file holds, by path; null where the tree cannot be read. */
  files(): Promise<ReadonlyMap<string, string> | null>;
}

/** The unit's tree through trusted git. */
export function treeView({ repository, base, memory, ...earlier }: TreeViewInput): TreeView {
  let { noted } = earlier;
  const read = async (): Promise<Result<Snapshot, string>> => {
    const snapshot = await memory.read();
    return snapshot.ok ? snapshot : fail(snapshot.error.why);
  };
  return {
    async changed() {
      const snapshot = await read();
      // A tree that cannot be read is a change too; landing refuses it with the reason.
      return !snapshot.ok || (noted === null ? snapshot.value.changes.length > 0 : snapshot.value.tree !== noted);
    },
    async note() {
      const snapshot = await memory.read();
      noted = snapshot.ok ? snapshot.value.tree : null;
      return noted;
    },
    async files() {
      const snapshot = await read();
      const { changes } = snapshot.ok ? snapshot.value : { changes: null };
      return changes === null
        ? null
        : new Map(changes.map((change) => [change.path, `${change.newMode} ${change.newSha}`]));
    },
    async look() {
      const snapshot = await read();
      if (!snapshot.ok) {
        return snapshot;
      }
      const { tree, changes } = snapshot.value;
      return ok({ tree, diff: changes.length === 0 ? '' : await repository.diff(base, tree, DIFF_BYTES) });
    },
    async changedSince(before) {
      const snapshot = await read();
      if (!snapshot.ok) {
        return snapshot;
      }
      const { tree } = snapshot.value;
      return ok(tree === before ? { lines: 0, binaries: 0 } : await repository.diffSize(before, tree));
    },
  };
}
