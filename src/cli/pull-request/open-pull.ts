import { Octokit } from '@octokit/rest';
import { execa } from 'execa';
import { PitbossError } from '../../base/pitboss-error.js';
import { fail, ok, type Result } from '../../base/result.js';
import { EMPTY_DEFERRED, parseDeferred } from '../../documents/deferred.js';
import { toPitbossError } from '../../documents/document-error.js';
import { parsePlan } from '../../documents/plan.js';
import { repositoryApi } from '../../github/create-repository-api.js';
import { createPacer } from '../../github/pacer.js';
import type { EffectInput } from '../../land/effects/context.js';
import { convergePullRequest } from '../../land/effects/pull-request.js';
import { type Mask, maskedApi, maskedStrings, secretMask } from '../../land/mask-secrets.js';
import type { LedgerState } from '../../ledger/ledger.js';
import { runPath } from '../../ledger/paths.js';
import { type GrindFacts, runView } from '../../report/run-view.js';
import { NO_PLAN } from '../../run/planning/planning.js';
import type { RunRecord } from '../../run/record.js';
import { grindFiles } from '../../shift/grind/grind-files.js';
import { type Laptop, secretsOf } from '../laptop.js';
import type { CommandContext } from '../run-commands.js';
import { findRemote, type GithubRemote } from './find-remote.js';
import { githubToken } from './token.js';

/** What `--pr` does once a run has finished. */
export interface PullOpener {
  /** Pushes the branch and opens its pull request. @throws PitbossError `pr_failed`: the run itself is safe. */
  open(record: RunRecord): Promise<void>;
}

/** Longest time for the push, in milliseconds. */
const PUSH_LIMIT = 600_000;
/** Characters of what git says that are repeated. */
const LONGEST_REASON = 2_000;

/**
 * Looks at all that a pull request needs before the run costs anything: a remote on GitHub that has the base, and a token.
 * @param base the branch that the run started from; null where none was checked out
 */
export async function pullOpener(context: CommandContext, base: string | null): Promise<PullOpener> {
  const { laptop } = context;
  const remote = await findRemote(laptop.user.root, base, laptop.env.GITHUB_API_URL);
  const token = await githubToken(remote.host, laptop.env);
  return {
    async open(record) {
      if (record.head_sha === record.base.sha) {
        context.terminal.err('[pitboss] no pull request: the run made no commit');
        return;
      }
      const pushed = await push(context, remote, record);
      const opened = pushed.ok ? await write(context, { remote, token, record }) : pushed;
      if (!opened.ok) {
        throw failed(opened.error, remote, record);
      }
      context.terminal.out(`opened PR: ${opened.value}`);
    },
  };
}

/** With the user's own git, sign-in and hooks; never by force. */
async function push(
  { laptop, signal }: CommandContext,
  remote: GithubRemote,
  record: RunRecord,
): Promise<Result<null, string>> {
  const ref = `refs/heads/${record.branch}`;
  const pushed = await execa('git', ['push', '--quiet', remote.name, `${ref}:${ref}`], {
    cwd: laptop.user.root,
    reject: false,
    stdin: 'inherit',
    timeout: PUSH_LIMIT,
    cancelSignal: signal,
  });
  const words = pushed.stderr.trim().slice(-LONGEST_REASON);
  return pushed.exitCode === 0 ? ok(null) : fail(words === '' ? 'git push ended without success or a word.' : words);
}

interface Pulling {
  readonly remote: GithubRemote;
  readonly token: string;
  readonly record: RunRecord;
}

async function write(context: CommandContext, pulling: Pulling): Promise<Result<string, string>> {
  const { laptop, clock } = context;
  const { owner, repo, apiUrl } = pulling.remote;
  const octokit = new Octokit({ baseUrl: apiUrl, auth: pulling.token });
  const mask = secretMask([...secretsOf(laptop.env), pulling.token]);
  const api = maskedApi(repositoryApi({ octokit, owner, repo, pacer: createPacer(clock), clock }), mask);
  try {
    const input = await effectInput(context, pulling.record, mask);
    const effects = await convergePullRequest({ api, clock, tell: () => {} }, input, {}, 'end');
    const url = effects.pull_request?.url;
    return url === undefined ? fail(effects.pull_request_refused ?? 'GitHub did not say why.') : ok(url);
  } catch (error) {
    return fail(error instanceof PitbossError ? `${error.what} ${error.why}` : String(error));
  }
}

/** The same input that a shift on a runner shows on GitHub, without what a laptop does not have. */
async function effectInput({ laptop }: CommandContext, record: RunRecord, mask: Mask): Promise<EffectInput> {
  const state = await laptop.inbox.read();
  const read = async (name: string) =>
    (state.tip === null ? null : await laptop.ledger.readFile(state.tip, runPath(record.run_id, name))) ?? '';
  const plan = record.kind === 'grind' ? ok(NO_PLAN) : parsePlan(await read('plan.md'));
  const deferred = parseDeferred(await read('deferred.md'));
  if (!plan.ok) {
    throw toPitbossError(plan.error);
  }
  return {
    view: runView(
      maskedStrings(record, mask),
      maskedStrings(plan.value, mask),
      null,
      maskedStrings(await grindFacts(laptop, state, record), mask),
    ),
    deferred: deferred.ok ? maskedStrings(deferred.value, mask) : EMPTY_DEFERRED,
    commentId: null,
    workflowUrl: null,
    repositoryUrl: '',
    pullRequest: true,
    notes: [],
  };
}

/** Sessions and rotation of a grind run, for the text of its pull request. */
async function grindFacts(laptop: Laptop, { tip, rotations }: LedgerState, record: RunRecord): Promise<GrindFacts> {
  if (tip === null || record.grind === undefined) {
    return { sessions: [], rotation: null };
  }
  const { sessions } = await grindFiles(laptop, tip, record);
  return { sessions, rotation: rotations?.get(record.grind.rotation) ?? null };
}

function failed(why: string, remote: GithubRemote, { branch, base }: RunRecord): PitbossError {
  return new PitbossError({
    code: 'pr_failed',
    what: 'The run finished, and its pull request could not be opened.',
    why,
    fix: `All commits are safe on the branch ${branch}. Push it with \`git push ${remote.name} ${branch}\`, and open the pull request to ${base.ref} on ${remote.host}.`,
  });
}
