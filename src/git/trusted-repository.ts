import { join, resolve } from 'node:path';
import { bundle } from './bundle.js';
import { diff } from './diff.js';
import { diffSize } from './diff-size.js';
import { descent, HISTORY_DEPTH } from './history.js';
import { layOut, writeWhole } from './layout.js';
import { mergeTrees } from './merge-trees.js';
import { makeCommits } from './objects/make-commits.js';
import { SHA } from './objects/object-id.js';
import { ObjectReader } from './objects/object-reader.js';
import { ObjectStore } from './objects/object-store.js';
import { listFiles, readFile } from './objects/read-files.js';
import { hermeticEnvironment } from './program/git-settings.js';
import { type GitContext, startGit } from './program/run-git.js';
import { fetchRefs, type Line, remoteRefs, remoteTips } from './remote/network.js';
import { push } from './remote/push.js';
import { seenRef } from './remote/ref-name.js';
import { parseRemote, type TokenProvider } from './remote/remote.js';
import type { RefUpdate, TrustedRepository } from './repository.js';
import { serial } from './serial.js';
import { unbundle } from './unbundle.js';
import { workTreesOf } from './work-tree/work-trees.js';

export interface OpenOptions {
  /** Where the bare repository is, or is made. It belongs to one process at a time. */
  readonly gitDir: string;
  /** An https address, or the absolute path of a repository on this machine. */
  readonly remote: string;
  readonly token: TokenProvider;
  /** A second token, for pushes that are to start no workflow. */
  readonly quietToken?: TokenProvider | undefined;
  /** Objects directory of a repository on this machine that ours may borrow from. */
  readonly alternates?: string;
  /** The caller's environment; only names of programs, proxies and certificates are passed on. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Plain http to another machine; loopback needs no permission. */
  readonly allowHttp?: boolean;
  /** Called for each git process that is started. */
  readonly onProcess?: () => void;
}

/** A repository that must be closed: one git process stays open for reading. */
export interface OpenedRepository extends TrustedRepository {
  close(): Promise<void>;
}

/** Opens our own bare repository, making it if it is absent or unfinished. */
export async function openTrustedRepository(options: OpenOptions): Promise<OpenedRepository> {
  const gitDir = resolve(options.gitDir);
  const remote = parseRemote(options.remote, options.allowHttp ?? false);
  await layOut(gitDir, options.alternates);
  let processes = 0;
  const context: GitContext = {
    gitDir,
    env: hermeticEnvironment(gitDir, options.env ?? {}),
    allowHttp: remote.kind === 'url' && remote.http,
    safe: remote.kind === 'path' ? [remote.address] : [],
    onProcess: () => {
      processes += 1;
      options.onProcess?.();
    },
  };
  const operations = repositoryOn(context, { context, remote, token: options.token, quietToken: options.quietToken });
  return {
    gitDir,
    ...operations,
    get processes() {
      return processes;
    },
  };
}

function repositoryOn(context: GitContext, line: Line): Omit<OpenedRepository, 'gitDir' | 'processes'> {
  const reader = new ObjectReader(() =>
    startGit(context, { operation: 'reading objects', args: ['cat-file', '--batch'] }),
  );
  const store = new ObjectStore(reader, context.gitDir);
  const workTrees = workTreesOf(context, store);
  const made = new Set<string>();
  const pusher = { line, store, made, atomicRefused: false };
  // Git guards the list of shallow commits with one lock and fails at once where it is taken.
  const oneAtATime = serial();
  return {
    remoteTips: (refs) => remoteTips(line, refs),
    remoteRefs: (prefix) => remoteRefs(line, prefix),
    fetch: (refs) => oneAtATime(() => fetchMissing(line, store, refs)),
    readFile: (commit, path) => readFile(store, commit, path),
    listFiles: (commit, prefix) => listFiles(store, commit, prefix),
    readCommit: async (sha) => ({ sha, ...(await store.commit(sha)) }),
    descent: async ({ ref, tip, from }) => {
      await oneAtATime(() => fetchRefs(line, [ref], HISTORY_DEPTH));
      await oneAtATime(() => fetchMissing(line, store, [tip, from]));
      return descent(store, tip, from);
    },
    mergeTrees: (request) => mergeTrees(context, store, request),
    checkout: (commit, dir, branch, options) =>
      workTrees.checkout({ commit, dir: resolve(dir), branch, untouched: options?.untouched ?? false }),
    snapshot: (base, dir) => workTrees.snapshot({ base, dir: resolve(dir) }),
    diff: (from, to, maxBytes) => diff(context, { from, to }, maxBytes),
    diffSize: (from, to) => diffSize(context, { from, to }),
    bundle: (commit, base, file) => bundle(context, { commit, base, file: resolve(file) }),
    unbundle: (request) => unbundle(context, store, { ...request, file: resolve(request.file) }),
    commit: async (requests) => {
      const shas = await makeCommits(store, requests);
      shas.forEach((sha) => {
        made.add(sha);
      });
      return shas;
    },
    push: async (updates) => {
      const outcome = await push(pusher, updates);
      if (outcome.kind === 'pushed') {
        await noteTips(context.gitDir, updates);
      }
      return outcome;
    },
    close: () => reader.close(),
  };
}

/** Objects that are here already are not asked for again: a commit is only ever stored after everything it needs. */
async function fetchMissing(line: Line, store: ObjectStore, refs: readonly string[]): Promise<void> {
  const present = await Promise.all(refs.map((ref) => (SHA.test(ref) ? store.has(ref) : false)));
  const missing = refs.filter((_, index) => !present[index]);
  if (missing.length > 0) {
    await fetchRefs(line, missing);
  }
}

/** What we pushed, the remote has: noted as plain files, so that the next fetch brings only what is new. */
async function noteTips(gitDir: string, updates: readonly RefUpdate[]): Promise<void> {
  await Promise.all(
    updates.map(async ({ ref, to }) => {
      if (to !== null) {
        await writeWhole(join(gitDir, seenRef(ref)), `${to}\n`);
      }
    }),
  );
}
