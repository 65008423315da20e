import type { z } from 'zod';
import type { Caller } from './calls/caller.js';
import type { CheckRequest, CreatePullOutcome, PullSnapshot, RepositoryApi } from './repository-api.js';
import { checkSchema, checksSchema, mergedSchema, pullSchema, readAs } from './schemas.js';

type Pulls = Pick<RepositoryApi, 'findPull' | 'createPull' | 'editPull' | 'markReady' | 'createCheck'> & PullFate;

export interface PullFate {
  /** Whether a pull request was merged, in whatever way; false for one that does not exist. */
  pullMerged(number: number): Promise<boolean>;
}

type NewPull = Parameters<RepositoryApi['createPull']>[0];

export function pulls(caller: Caller): Pulls {
  return {
    findPull: (head, base) => findPull(caller, head, base),
    pullMerged: async (number) => {
      const doing = `looking whether pull request #${number} is merged`;
      const response = await caller.read(`/pulls/${number}`, doing);
      return response !== null && readAs(mergedSchema, response.data, doing).merged;
    },
    createPull: (pull) => createPull(caller, pull),
    editPull: (number, change) =>
      caller.write('final', {
        doing: `editing pull request #${number}`,
        onAmbiguous: 'repeat',
        send: async () => {
          await caller.send('PATCH', `/pulls/${number}`, { ...change });
        },
      }),
    markReady: (nodeId) =>
      caller.write('final', {
        doing: 'marking the pull request as ready for review',
        onAmbiguous: 'repeat',
        send: async () => {
          await caller.graphql(MARK_READY, { id: nodeId });
        },
      }),
    createCheck: (check) => createCheck(caller, check),
  };
}

const MARK_READY =
  'mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { id } } }';

/** The open pull request from `head` (a branch of this repository) to `base`, else the newest closed one. */
async function findPull(caller: Caller, head: string, base: string): Promise<PullSnapshot | null> {
  const doing = `looking for the pull request of ${head}`;
  const from = encodeURIComponent(`${caller.owner}:${head}`);
  const query = `?head=${from}&base=${encodeURIComponent(base)}&state=all&sort=created&direction=desc&per_page=20`;
  const response = await caller.read(`/pulls${query}`, doing);
  const found = readAs(pullSchema.array(), response?.data ?? [], doing);
  const best = found.find((pull) => pull.state === 'open') ?? found[0];
  return best === undefined ? null : pullOf(best);
}

function pullOf(raw: z.infer<typeof pullSchema>): PullSnapshot {
  return {
    number: raw.number,
    nodeId: raw.node_id,
    url: raw.html_url,
    body: raw.body ?? '',
    draft: raw.draft,
    state: raw.state,
  };
}

function createPull(caller: Caller, pull: NewPull): Promise<CreatePullOutcome> {
  const doing = `opening the pull request of ${pull.head}`;
  return caller.write<CreatePullOutcome>('final', {
    doing,
    onAmbiguous: async () => {
      const found = await findPull(caller, pull.head, pull.base);
      return found === null || found.state !== 'open' ? null : { kind: 'created', pull: found };
    },
    send: async () => {
      const response = await caller.send('POST', '/pulls', { ...pull });
      return { kind: 'created', pull: pullOf(readAs(pullSchema, response.data, doing)) };
    },
    refused: (failure) => refusedPull(failure),
  });
}

function refusedPull(failure: { readonly status: number; readonly message: string }): CreatePullOutcome | null {
  if (failure.status === 403) {
    return { kind: 'forbidden', message: failure.message };
  }
  if (failure.status === 422 && /already exists/i.test(failure.message)) {
    return { kind: 'exists' };
  }
  if (failure.status === 422 && /draft/i.test(failure.message) && /not supported|unsupported/i.test(failure.message)) {
    return { kind: 'no_drafts' };
  }
  return null;
}

/** Checks have no key of their own; one with the same name, title and conclusion on the commit is the one that we sent. */
/** Looks first: a shift that died may have made it and told nobody, and GitHub would show the same check twice. */
async function createCheck(caller: Caller, check: CheckRequest): Promise<{ readonly id: number }> {
  const doing = `creating the check ${check.name}`;
  const known = await findCheck(caller, check);
  if (known !== null) {
    return known;
  }
  return caller.write('final', {
    doing,
    onAmbiguous: () => findCheck(caller, check),
    send: async () => {
      const response = await caller.send('POST', '/check-runs', {
        name: check.name,
        head_sha: check.headSha,
        status: 'completed',
        conclusion: check.conclusion,
        output: { title: check.title, summary: check.summary },
      });
      return { id: readAs(checkSchema, response.data, doing).id };
    },
  });
}

async function findCheck(caller: Caller, check: CheckRequest): Promise<{ readonly id: number } | null> {
  const doing = `looking for the check ${check.name}`;
  const path = `/commits/${check.headSha}/check-runs?check_name=${encodeURIComponent(check.name)}&per_page=100`;
  const response = await caller.read(path, doing);
  const found = response === null ? [] : readAs(checksSchema, response.data, doing).check_runs;
  const same = found.find((item) => item.conclusion === check.conclusion && item.output?.title === check.title);
  return same === undefined ? null : { id: same.id };
}
