import { createAppAuth } from '@octokit/auth-app';
import { z } from 'zod';
import type { Clock } from '../base/clock.js';
import { githubError } from './errors.js';
import type { Octokit } from './octokit.js';
import { readAs } from './schemas.js';

export interface AppCredentials {
  readonly appId: string;
  readonly privateKey: string;
  readonly owner: string;
  readonly repo: string;
}

/** GitHub's installation tokens live an hour; a new one is minted well before. In milliseconds. */
const RENEW_AFTER = 45 * 60_000;

const installationSchema = z.looseObject({ id: z.number().int(), app_slug: z.string() });
const accountSchema = z.looseObject({ id: z.number().int(), login: z.string() });

/** Tokens of an App for exactly one repository, minted when they are asked for and renewed before they end. */
export interface AppTokens {
  token(): Promise<string>;
  /** The App's own account, which commits are made as. */
  bot(): Promise<{ readonly login: string; readonly id: number }>;
}

export function appTokens(credentials: AppCredentials, octokit: Octokit, clock: Clock): AppTokens {
  const { appId, privateKey, owner, repo } = credentials;
  const request = (route: string, parameters?: Record<string, unknown>) => octokit.request(route, parameters);
  const auth = createAppAuth({ appId, privateKey });
  let known: ReturnType<typeof lookUp> | null = null;
  let minted: { readonly token: string; readonly at: number } | null = null;

  async function asApp(route: string, parameters: Record<string, unknown> = {}): Promise<unknown> {
    try {
      const { token } = await auth({ type: 'app' });
      return (await request(route, { ...parameters, headers: { authorization: `Bearer ${token}` } })).data;
    } catch (error) {
      throw githubError(error, 'acting as the GitHub App (inputs app-id and private-key)');
    }
  }

  async function lookUp() {
    const data = await asApp('GET /repos/{owner}/{repo}/installation', { owner, repo });
    return readAs(installationSchema, data, "looking up the App's installation");
  }

  /** Asked once: an installation keeps its id. */
  function installation() {
    known ??= lookUp();
    return known;
  }

  return {
    async token() {
      if (minted === null || clock.now() - minted.at > RENEW_AFTER) {
        const { id } = await installation();
        const data = await asApp('POST /app/installations/{installation_id}/access_tokens', {
          installation_id: id,
          repositories: [repo],
        });
        const { token } = readAs(z.looseObject({ token: z.string() }), data, 'minting an installation token');
        minted = { token, at: clock.now() };
      }
      return minted.token;
    },
    async bot() {
      const { app_slug: slug } = await installation();
      const { data } = await request('GET /users/{username}', {
        username: `${slug}[bot]`,
        headers: { authorization: `Bearer ${await this.token()}` },
      });
      return readAs(accountSchema, data, "looking up the App's account");
    },
  };
}
