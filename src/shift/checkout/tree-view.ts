import { fail, ok, type Result } from '../../base/result.js';
import type { Snapshot, TrustedRepository } from '../../git/repository.js';
import { trySnapshot } from '../../land/try-snapshot.js';
import type { TreeReview } from '../../work/unit.js';

/** Longest diff that is read for the auditor, in bytes: head and tail of a longer one. Its prompt has room for this much. */
const DIFF_BYTES = 120_000;

export interface TreeViewInput {
  readonly repository: TrustedRepository;
  /** The commit that the unit builds on. */
  readonly base: string;
  readonly dir: string;
  /** How the tree stood when it was noted last, in an earlier shift; null where a change is one against `base`. */
  readonly noted: string | null;
  /** Takes each reading of the tree, so that a save right after it need not read again. */
  readonly seen: (snapshot: Snapshot) => void;
}

export interface TreeView extends TreeReview {
  /** Whether the tree differs from the commit that the unit builds on, or from how it stood when that was noted last. */
  changed(): Promise<boolean>;
  /** Names the tree; null where it cannot be read. */
  note(): Promise<string | null>;
}

/** The unit's tree through trusted git. */
export function treeView({ repository, base, dir, seen, ...earlier }: TreeViewInput): TreeView {
  let { noted } = earlier;
  const read = async (): Promise<Result<Snapshot, string>> => {
    const snapshot = await trySnapshot(repository, base, dir);
    if (!snapshot.ok) {
      return fail(snapshot.error.why);
    }
    seen(snapshot.value);
    return snapshot;
  };
  return {
    async changed() {
      const snapshot = await read();
      // A tree that cannot be read is a change too; landing refuses it with the reason.
      return !snapshot.ok || (noted === null ? snapshot.value.changes.length > 0 : snapshot.value.tree !== noted);
    },
    async note() {
      // Not `seen`: by the next save an agent has worked in it.
      const snapshot = await trySnapshot(repository, base, dir);
      noted = snapshot.ok ? snapshot.value.tree : null;
      return noted;
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
