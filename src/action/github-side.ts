import { setSecret } from '@actions/core';
import { getOctokit } from '@actions/github';
import { Octokit as RestOctokit } from '@octokit/rest';
import type { Clock } from '../base/clock.js';
import { noreplyAddress } from '../git/commit-message.js';
import type { Identity } from '../git/repository.js';
import { type AppTokens, appTokens } from '../github/app-tokens.js';
import { type GitHubRepository, repositoryApi } from '../github/create-repository-api.js';
import type { Octokit } from '../github/octokit.js';
import { createPacer } from '../github/pacer.js';
import type { Job } from './job.js';

export interface Credentials {
  readonly token: string;
  readonly appId: string;
  readonly privateKey: string;
  /** Keys of model providers; they are no credentials of GitHub, but as secret. */
  readonly modelKeys?: readonly string[];
}

/** Everything of GitHub that a job of ours uses, under the identity it may use. */
export interface GithubAccess {
  readonly api: GitHubRepository;
  /** For requests that the slices of `api` do not cover (the ledger's inbox). */
  readonly octokit: Octokit;
  /** A fresh token for one burst of git or API calls. */
  readonly token: () => Promise<string>;
  /** With an App: the workflow's own token, whose pushes start no workflow. */
  readonly quietToken?: () => Promise<string>;
  readonly identity: Identity;
  /** What the pull request should say about the token in use. */
  readonly notes: readonly string[];
  /**
   * Values that must never leave this process: those given, and every token minted so far. Grows in place, so hand on the array
   * itself and not a copy.
   */
  readonly secrets: string[];
}

/** The account behind `GITHUB_TOKEN`, the same in every repository of github.com. */
const ACTIONS_BOT = { login: 'github-actions[bot]', id: 41898282 };

const OWN_TOKEN_NOTE =
  "This pull request was made with the workflow's own token. GitHub lets its CI runs wait until somebody with write access approves them; with a GitHub App they start by themselves.";

/** Opens GitHub for a job: as the App when its key is given, else with the workflow's own token. */
export async function openGithub(job: Job, credentials: Credentials, clock: Clock): Promise<GithubAccess> {
  const { token, appId, privateKey, modelKeys = [] } = credentials;
  const secrets = [token, privateKey, ...modelKeys].filter((value) => value !== '');
  const asApp = appId !== '' && privateKey !== '';
  const plain: Octokit = getOctokit(token === '' ? 'none' : token, { baseUrl: job.apiUrl });
  const tokens = asApp
    ? registering(appTokens({ appId, privateKey, owner: job.owner, repo: job.repo }, anonymous(job), clock), secrets)
    : null;
  const octokit = tokens === null ? plain : renewing(job, tokens);
  const bot = tokens === null ? ACTIONS_BOT : await tokens.bot();
  return {
    api: repositoryApi({ octokit, owner: job.owner, repo: job.repo, pacer: createPacer(clock), clock }),
    octokit,
    token: async () => (tokens === null ? token : tokens.token()),
    ...(tokens === null || token === '' ? {} : { quietToken: async () => token }),
    identity: { name: bot.login, email: noreplyAddress(bot) },
    notes: tokens === null ? [OWN_TOKEN_NOTE] : [],
    secrets,
  };
}

/** Tokens that are known as secrets, to us and to the job's log, before anybody can use them. */
function registering(tokens: AppTokens, secrets: string[]): AppTokens {
  const token = async (): Promise<string> => {
    const minted = await tokens.token();
    if (!secrets.includes(minted)) {
      secrets.push(minted);
      setSecret(minted);
    }
    return minted;
  };
  return {
    token,
    async bot() {
      // The account is asked for with a token that is kept; minted here, it cannot pass by unseen.
      await token();
      return tokens.bot();
    },
  };
}

/** A client whose calls bring their own authorization. */
function anonymous(job: Job): Octokit {
  return new RestOctokit({ baseUrl: job.apiUrl });
}

/** A client that asks for a token at each call, so that none is used past its hour. */
function renewing(job: Job, tokens: AppTokens): Octokit {
  const current = async (): Promise<Octokit> => getOctokit(await tokens.token(), { baseUrl: job.apiUrl });
  return {
    request: async (route, parameters) => (await current()).request(route, parameters),
    graphql: async (query, variables) => (await current()).graphql(query, variables),
  };
}
