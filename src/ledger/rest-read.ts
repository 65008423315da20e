import { z } from 'zod';
import { PitbossError } from '../base/pitboss-error.js';
import type { TextCache } from './cache.js';
import type { LedgerState } from './ledger.js';
import { stateEntries } from './paths.js';
import { type Answer, ask, type RestClient } from './rest-api.js';
import { type StateFile, stateFiles } from './rest-tree.js';
import { ledgerState } from './state.js';

/** One repository's ledger branch, by REST. */
export interface RestLedger {
  readonly octokit: RestClient;
  readonly owner: string;
  readonly repo: string;
  /** Short branch name. */
  readonly branch: string;
  readonly texts: TextCache;
}

const refSchema = z.looseObject({ object: z.looseObject({ sha: z.string() }) });
const blobSchema = z.looseObject({ content: z.string(), encoding: z.string() });

/** Contents that are asked for at the same time. */
const TOGETHER = 6;

/** Reads the branch at one commit: two requests, and one for each file that was never seen before. */
export async function readLedger(ledger: RestLedger): Promise<LedgerState> {
  const tip = await branchTip(ledger);
  if (tip === null) {
    return ledgerState(null, new Map());
  }
  const getTree = (sha: string, recursive: boolean) =>
    get(ledger, 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      tree_sha: sha,
      ...(recursive ? { recursive: '1' } : {}),
    });
  return ledgerState(tip, await textsOf(ledger, stateEntries(await stateFiles(getTree, tip))));
}

/** Tip of the ledger branch, or null when there is none. */
async function branchTip(ledger: RestLedger): Promise<string | null> {
  const { owner, repo, branch } = ledger;
  const route = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
  const answer = await ask(ledger.octokit, route, { owner, repo, ref: `heads/${branch}` });
  if (answer.kind === 'refused' && (answer.status === 404 || answer.status === 409)) {
    // 409: the repository is empty, so it has no ledger either.
    return null;
  }
  return refSchema.parse(expectOk(answer, 'read the ledger')).object.sha;
}

async function textsOf(ledger: RestLedger, files: readonly StateFile[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (let at = 0; at < files.length; at += TOGETHER) {
    const some = files.slice(at, at + TOGETHER);
    const read = await Promise.all(some.map(({ sha }) => ledger.texts.get(sha, () => blobText(ledger, sha))));
    some.forEach(({ path }, index) => {
      texts.set(path, read[index] ?? '');
    });
  }
  return texts;
}

async function blobText(ledger: RestLedger, sha: string): Promise<string> {
  const blob = blobSchema.parse(await get(ledger, 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}', { file_sha: sha }));
  return blob.encoding === 'base64' ? Buffer.from(blob.content, 'base64').toString('utf8') : blob.content;
}

async function get(ledger: RestLedger, route: string, parameters: Record<string, unknown>): Promise<unknown> {
  const { owner, repo } = ledger;
  return expectOk(await ask(ledger.octokit, route, { owner, repo, ...parameters }), 'read the ledger');
}

/** The data of a good answer; anything else is an error that names what we wanted to do. */
export function expectOk(answer: Answer, aim: string): unknown {
  if (answer.kind === 'ok') {
    return answer.data;
  }
  const forbidden = answer.kind === 'refused' && (answer.status === 401 || answer.status === 403);
  throw new PitbossError({
    code: answer.kind === 'refused' ? 'ledger_refused' : 'ledger_unreachable',
    what: `Pitboss could not ${aim} through GitHub's API.`,
    why: answer.kind === 'refused' ? `GitHub answered ${answer.status}: ${answer.message}` : answer.message,
    fix: forbidden
      ? 'Give the token or the App the permission `contents: write`, or wait if GitHub speaks of a rate limit.'
      : 'Give the command again; if it stays so, look at https://www.githubstatus.com.',
  });
}
