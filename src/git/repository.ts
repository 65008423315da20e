import type { Result } from '../base/result.js';
import type { DiffSize } from './diff-size.js';
import type { UnbundleRequest } from './unbundle.js';

/**
 * The trusted side of git: a bare repository of our own, bound to one remote (a URL, or a path on a laptop).
 * It never reads hooks, filters, attributes or configuration that an agent could have written; credentials travel in the
 * environment of the one process that needs them.
 */
export interface TrustedRepository {
  /** Directory of the bare repository. */
  readonly gitDir: string;

  /** Tips of remote refs by full name; a ref that does not exist is absent. One network round trip. */
  remoteTips(refs: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Tips of all remote refs whose full name begins so. One network round trip. */
  remoteRefs(prefix: string): Promise<ReadonlyMap<string, string>>;
  /** Brings commits of remote refs (full names or SHAs) here, with their trees. Missing refs are an error. */
  fetch(refs: readonly string[]): Promise<void>;

  /** Raw content of a file in a commit, or null. */
  readFile(commit: string, path: string): Promise<Buffer | null>;
  /** All files below `prefix` ('' for all) in a commit. */
  listFiles(commit: string, prefix: string): Promise<readonly TreeEntry[]>;
  /** Tree, parents, message, author and committer of a commit. */
  readCommit(commit: string): Promise<CommitInfo>;

  /** Whether the tip of a remote branch descends from a commit, within a bounded stretch of history that is fetched for it. */
  descent(request: { readonly ref: string; readonly tip: string; readonly from: string }): Promise<Descent>;
  /** What changed from `base` to `theirs`, merged into `ours` (commits or trees that are here). */
  mergeTrees(request: { readonly base: string; readonly ours: string; readonly theirs: string }): Promise<MergedTree>;

  /** Makes `dir` hold exactly the files of `commit` (ignored files stay) and gives it a fresh, harmless `.git` for the agent's use. */
  checkout(commit: string, dir: string, branch: string, options?: CheckoutOptions): Promise<void>;
  /** The tree that `dir` now holds, with `.pitboss/` taken from `base`, and what changed against `base`. */
  snapshot(base: string, dir: string): Promise<Snapshot>;
  /** Unified diff between two commits or trees, cut in the middle at `maxBytes`. */
  diff(from: string, to: string, maxBytes: number): Promise<string>;
  /** How much that diff would show: lines added and removed, renames found, and binary files. */
  diffSize(from: string, to: string): Promise<DiffSize>;

  /** Writes `commit` and what it adds to `base` into a bundle file, from which `git fetch` can take it. */
  bundle(commit: string, base: string, file: string): Promise<void>;
  /** Takes the commit out of such a file, whoever made it, or says why it is none of ours. Nothing is kept under a name. */
  unbundle(request: UnbundleRequest): Promise<Result<string, string>>;

  /** Makes commits, in order, and returns their SHAs; nothing is pushed. */
  commit(requests: readonly CommitRequest[]): Promise<readonly string[]>;
  /** Pushes with a lease on every ref. `atomic` falls back to in-order pushes, and says so, where the remote cannot. */
  push(updates: readonly RefUpdate[]): Promise<PushOutcome>;
  /** Number of git processes started so far. */
  readonly processes: number;
}

export interface CheckoutOptions {
  /** The caller vouches that nothing ran in `dir` since its last snapshot; files that stand as the commit has them are left alone. */
  readonly untouched?: boolean;
}

export interface TreeEntry {
  readonly mode: string;
  readonly sha: string;
  readonly path: string;
}

export interface CommitInfo {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Identity;
  readonly committer: Identity;
}

export type Descent =
  /** The commits that came on top, newest first. */
  { readonly kind: 'descends'; readonly commits: readonly CommitInfo[] } | { readonly kind: 'unrelated' };

export type MergedTree =
  | { readonly kind: 'clean'; readonly tree: string }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] }
  /** Git before 2.38 cannot merge without a working tree. */
  | { readonly kind: 'unsupported' };

export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface Snapshot {
  readonly tree: string;
  readonly changes: readonly Change[];
}

/** One changed path: git's raw diff entry. A zero mode means absent on that side. */
export interface Change {
  readonly status: 'A' | 'M' | 'D' | 'T';
  readonly path: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly newSha: string;
}

export interface CommitRequest {
  readonly parents: readonly string[];
  /** A ready tree, or changes to make to the first parent's tree (null content removes the path). */
  readonly content:
    | { readonly tree: string; readonly files?: ReadonlyMap<string, string | Buffer | null> }
    | { readonly files: ReadonlyMap<string, string | Buffer | null> };
  readonly message: string;
  readonly author: Identity;
  readonly committer: Identity;
  /** ISO 8601; author and committer date. */
  readonly at: string;
}

export interface RefUpdate {
  /** Full name. */
  readonly ref: string;
  /** The tip that must be there now; null: the ref must not exist. Asserted to be a parent of `to`, unless `to` is new on that ref or `replace` is set. */
  readonly from: string | null;
  /** The new tip; null deletes. */
  readonly to: string | null;
  /** Only for our own scratch refs (work in progress): `to` need not descend from `from`. */
  readonly replace?: boolean;
  /**
   * Commits of ours that `to` takes the place of (a run branch on a new base): together they must be all that lies between `from` and
   * a commit that `to` descends from. Goes out in one piece or not at all.
   */
  readonly replaces?: readonly string[];
  /** Pushed so that it starts no workflow, where there is a token for that. */
  readonly quiet?: boolean;
}

export type PushOutcome =
  | { readonly kind: 'pushed'; readonly atomic: boolean }
  /** The lease did not hold: somebody else moved these refs. Nothing was changed, except `done` where the remote has no atomic push. */
  | { readonly kind: 'stale'; readonly refs: readonly string[]; readonly done: readonly string[] }
  /** A rule, hook or permission refused; `message` is the remote's own text. */
  | {
      readonly kind: 'refused';
      readonly refs: readonly string[];
      readonly message: string;
      readonly done: readonly string[];
    }
  | { readonly kind: 'unreachable'; readonly message: string };
