import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Account, State } from './state.js';

const generate = promisify(generateKeyPair);

/** Everything a first App installation is given; narrower sets make good tests. */
export const DEFAULT_PERMISSIONS: Readonly<Record<string, string>> = {
  actions: 'write',
  checks: 'write',
  contents: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'write',
};

/** Identity of a workflow's own token, the same on every GitHub. */
export const ACTIONS_BOT: Account = { id: 41_898_282, login: 'github-actions[bot]', type: 'Bot' };

export interface StateOptions {
  readonly appSlug: string;
  readonly appPermissions: Readonly<Record<string, string>>;
  readonly appEvents: readonly string[] | null;
  readonly now: () => number;
}

export async function createState(options: StateOptions): Promise<State> {
  // A short key: it guards nothing but this process, and a long one can take half a second to find.
  const pair = await generate('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  let last = 1000;
  const state: State = {
    accounts: new Map([[ACTIONS_BOT.login, ACTIONS_BOT]]),
    repositories: new Map(),
    credentials: new Map(),
    app: {
      id: 4711,
      slug: options.appSlug,
      name: options.appSlug,
      clientId: 'Iv23localgithub',
      privateKey: pair.privateKey,
      publicKey: pair.publicKey,
      webhookSecret: randomBytes(16).toString('hex'),
      installationId: 815,
      permissions: options.appPermissions,
      events: options.appEvents === null ? null : new Set(options.appEvents),
      installedOn: new Set(),
      webhookUrl: null,
    },
    nextId: () => {
      last += 1;
      return last;
    },
    now: options.now,
  };
  const login = `${options.appSlug}[bot]`;
  state.accounts.set(login.toLowerCase(), { id: state.nextId(), login, type: 'Bot' });
  return state;
}
