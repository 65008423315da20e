import { PitbossError } from '../../base/pitboss-error.js';
import { SHA } from '../objects/object-id.js';
import { gitFailure } from '../program/git-failure.js';
import { type GitContext, type GitRequest, type GitResult, runGit } from '../program/run-git.js';
import { trouble } from '../program/trouble.js';
import { assertRefName, seenRef } from './ref-name.js';
import { credentials, type Remote, type TokenProvider, uploadPackArguments } from './remote.js';

/** A repository's way to its remote. */
export interface Line {
  readonly context: GitContext;
  readonly remote: Remote;
  readonly token: TokenProvider;
  /** For pushes that are to start no workflow; absent where there is only one token. */
  readonly quietToken?: TokenProvider | undefined;
}

const NETWORK_TIMEOUT_MS = 300_000;

/** Runs one network command with credentials in its environment only. */
export async function runNetwork(line: Line, request: GitRequest, token = line.token): Promise<GitResult> {
  const access = await credentials(line.remote, token);
  return runGit(line.context, {
    timeoutMs: NETWORK_TIMEOUT_MS,
    ...request,
    env: { ...request.env, ...access.env },
    secrets: access.secrets,
  });
}

/** Tips of remote refs; absent ones are left out. One process. */
export async function remoteTips(line: Line, refs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  refs.forEach(assertRefName);
  if (refs.length === 0) {
    return new Map();
  }
  const wanted = new Set(refs);
  return listRemote(line, refs, (ref) => wanted.has(ref));
}

/** Tips of all remote refs below a prefix. One process. */
export async function remoteRefs(line: Line, prefix: string): Promise<ReadonlyMap<string, string>> {
  assertRefName(`${prefix}any`);
  return listRemote(line, [`${prefix}*`], (ref) => ref.startsWith(prefix));
}

/** ls-remote matches the ends of names; `wanted` says which are meant. */
async function listRemote(
  line: Line,
  patterns: readonly string[],
  wanted: (ref: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const operation = 'reading the tips of the remote';
  const args = [
    'ls-remote',
    '--refs',
    '--quiet',
    ...uploadPackArguments(line.remote),
    '--',
    line.remote.address,
    ...patterns,
  ];
  const result = await runNetwork(line, { operation, args });
  if (result.code !== 0) {
    throw networkFailure(operation, result);
  }
  const tips = result.stdout
    .toString('utf8')
    .split('\n')
    .map((row) => row.split('\t'))
    .flatMap(([sha = '', ref = '']) => (wanted(ref) ? [[ref, sha] as const] : []));
  return new Map(tips);
}

/** Brings commits here: from a URL with as much history as is asked for, and as far as they are missing from a path. One process. */
export async function fetchRefs(line: Line, refs: readonly string[], commits = 1): Promise<void> {
  for (const ref of refs.filter((name) => !SHA.test(name))) {
    assertRefName(ref);
  }
  const operation = 'fetching from the remote';
  const depth = line.remote.kind === 'url' ? [`--depth=${commits}`] : [];
  const result = await runNetwork(line, {
    operation,
    args: [
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      '--no-auto-gc',
      ...depth,
      ...uploadPackArguments(line.remote),
      line.remote.address,
      ...refs.map((ref) => `+${ref}:${seenRef(ref)}`),
    ],
  });
  if (result.code !== 0) {
    throw networkFailure(operation, result);
  }
}

function networkFailure(operation: string, result: GitResult): PitbossError {
  if (/couldn't find remote ref|not our ref|no such remote ref/i.test(result.stderr)) {
    return new PitbossError({
      code: 'git_ref_missing',
      what: 'A branch or commit is not on the remote.',
      why: result.stderr.trim().slice(0, 500),
      fix: 'If it was deleted, restore it; then run the command again.',
    });
  }
  const found = trouble(result);
  return gitFailure({ operation, ...result }, found === 'refused' ? 'git_remote_refused' : 'git_remote_unreachable');
}
