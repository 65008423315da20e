import { z } from 'zod';
import { stableJson } from '../base/stable-json.js';
import { triggerPath } from '../run/ids.js';
import { TextCache } from './cache.js';
import { triggerMessage } from './git-inbox.js';
import type { TriggerInbox } from './ledger.js';
import { LEDGER_SCHEMA, SCHEMA_PATH } from './paths.js';
import { type Answer, ask, type RestClient } from './rest-api.js';
import { expectOk, type RestLedger, readLedger } from './rest-read.js';
import { MAX_RETRIES, type Patience, pause } from './retry.js';

export interface RestInboxOptions extends Patience {
  readonly octokit: RestClient;
  readonly owner: string;
  readonly repo: string;
  /** Short name of the ledger branch. */
  readonly branch: string;
  /** Shared by the inboxes of one process, if given. */
  readonly texts?: TextCache;
}

interface NewFile {
  readonly path: string;
  readonly text: string;
  readonly message: string;
}

const shaSchema = z.looseObject({ sha: z.string() });
const AIM = 'record the command on the ledger';

/** The inbox over GitHub's REST API: one write per command, and two more once in a repository's life, for its first. */
export function restInbox(options: RestInboxOptions): TriggerInbox {
  const ledger: RestLedger = { ...options, texts: options.texts ?? new TextCache() };
  return {
    read: () => readLedger(ledger),
    add: (trigger) => {
      const path = triggerPath(trigger.at, trigger.key);
      return addFile(ledger, options, { path, text: stableJson(trigger), message: triggerMessage(trigger) });
    },
  };
}

/** `lost`: the answer is missing, so the file may be ours already; `again`: surely not written, and another try makes sense. */
type Attempt = 'added' | 'exists' | 'again' | 'lost';

/** Creates the file if it is absent; GitHub itself refuses (422) to create a file that exists. */
async function addFile(ledger: RestLedger, patience: Patience, file: NewFile): Promise<'added' | 'known'> {
  let unsure = false;
  for (let retry = 0; ; retry += 1) {
    const answer = await put(ledger, file);
    const attempt = await judge(ledger, file, answer);
    if (attempt === 'added' || attempt === 'exists') {
      // After a lost answer the file that stands there is taken for ours: said twice is harmless, said by nobody is not.
      return attempt === 'added' || unsure ? 'added' : 'known';
    }
    unsure ||= attempt === 'lost';
    if (retry === MAX_RETRIES) {
      expectOk(answer, AIM);
    }
    await pause(patience, retry + 1);
  }
}

/** What one creation came to; throws where trying again cannot help. */
async function judge(ledger: RestLedger, file: NewFile, answer: Answer): Promise<Attempt> {
  if (answer.kind === 'ok') {
    return 'added';
  }
  if (answer.kind === 'unknown') {
    return (await isThere(ledger, file.path)) ? 'added' : 'lost';
  }
  if (answer.status === 422 && (await isThere(ledger, file.path))) {
    return 'exists';
  }
  if (answer.status === 404) {
    return createBranch(ledger, file);
  }
  if (answer.status !== 409 || /secret/i.test(answer.message)) {
    expectOk(answer, AIM);
  }
  return 'again';
}

function put(ledger: RestLedger, file: NewFile): Promise<Answer> {
  const { owner, repo, branch } = ledger;
  return ask(ledger.octokit, 'PUT /repos/{owner}/{repo}/contents/{path}', {
    owner,
    repo,
    branch,
    path: file.path,
    message: file.message,
    content: Buffer.from(file.text, 'utf8').toString('base64'),
  });
}

async function isThere(ledger: RestLedger, path: string): Promise<boolean> {
  const { owner, repo, branch } = ledger;
  const route = 'GET /repos/{owner}/{repo}/contents/{path}';
  return (await ask(ledger.octokit, route, { owner, repo, path, ref: branch })).kind === 'ok';
}

/** Makes the orphan branch with the layout's version and this file in it, unless somebody else is faster. */
async function createBranch(ledger: RestLedger, file: NewFile): Promise<Attempt> {
  const { branch } = ledger;
  const entry = (path: string, content: string) => ({ path, content, mode: '100644', type: 'blob' });
  const content = [entry(SCHEMA_PATH, stableJson({ schema: LEDGER_SCHEMA })), entry(file.path, file.text)];
  const tree = await post(ledger, 'trees', { tree: content });
  const made = { message: file.message, tree: shaSchema.parse(expectOk(tree, AIM)).sha, parents: [] };
  const commit = await post(ledger, 'commits', made);
  const { sha } = shaSchema.parse(expectOk(commit, AIM));
  const ref = await post(ledger, 'refs', { ref: `refs/heads/${branch}`, sha });
  if (ref.kind === 'unknown') {
    return 'lost';
  }
  if (ref.kind === 'refused' && ref.status === 422) {
    return 'again';
  }
  expectOk(ref, AIM);
  return 'added';
}

function post(ledger: RestLedger, what: string, parameters: Record<string, unknown>): Promise<Answer> {
  const { octokit, owner, repo } = ledger;
  return ask(octokit, `POST /repos/{owner}/{repo}/git/${what}`, { owner, repo, ...parameters });
}
