import { createVerify, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Account, Level, Repository, State } from './state.js';
import { findAccount } from './state.js';

/** Who a token or an assertion speaks for. */
export interface Credential {
  readonly kind: 'user' | 'app' | 'installation' | 'job' | 'anonymous';
  readonly account: Account | null;
  /** For installations and jobs, names with underscores: `pull_requests`. */
  readonly permissions: Readonly<Record<string, string>>;
  /** Repositories a narrowed token may touch, lower-case full names; null for all it could otherwise reach. */
  readonly repositories: ReadonlySet<string> | null;
  /** Milliseconds since the epoch, or null when it does not expire. */
  readonly expiresAt: number | null;
  readonly token: string | null;
}

export type Authentication =
  | { readonly kind: 'known'; readonly credential: Credential }
  | { readonly kind: 'refused'; readonly message: string };

export const ANONYMOUS: Credential = {
  kind: 'anonymous',
  account: null,
  permissions: {},
  repositories: null,
  expiresAt: null,
  token: null,
};

/** Reads an Authorization header as the API and git do: `token`, `Bearer` (also an App's assertion) or Basic. */
export function authenticate(state: State, header: string | undefined): Authentication {
  if (header === undefined || header === '') {
    return { kind: 'known', credential: ANONYMOUS };
  }
  const token = tokenOf(header);
  if (token.split('.').length === 3 && !state.credentials.has(token)) {
    return verifyAssertion(state, token);
  }
  const credential = state.credentials.get(token);
  if (credential === undefined || (credential.expiresAt !== null && credential.expiresAt <= state.now())) {
    return { kind: 'refused', message: 'Bad credentials' };
  }
  return { kind: 'known', credential };
}

function tokenOf(header: string): string {
  const space = header.indexOf(' ');
  const value = header.slice(space + 1).trim();
  if (header.slice(0, space).toLowerCase() !== 'basic') {
    return value;
  }
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const password = decoded.slice(decoded.indexOf(':') + 1);
  return password === '' || password === 'x-oauth-basic' ? decoded.slice(0, decoded.indexOf(':')) : password;
}

const assertionSchema = z.object({ iss: z.union([z.string(), z.number()]), iat: z.number(), exp: z.number() });

function verifyAssertion(state: State, token: string): Authentication {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const undecodable: Authentication = { kind: 'refused', message: 'A JSON web token could not be decoded' };
  const verifier = createVerify('RSA-SHA256').update(`${head}.${payload}`);
  if (!verifier.verify(state.app.publicKey, signature, 'base64url')) {
    return undecodable;
  }
  const claims = assertionSchema.safeParse(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
  if (!claims.success || ![String(state.app.id), state.app.clientId].includes(String(claims.data.iss))) {
    return undecodable;
  }
  const seconds = state.now() / 1000;
  if (claims.data.exp <= seconds || claims.data.exp > seconds + 660) {
    return {
      kind: 'refused',
      message:
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    };
  }
  const account = findAccount(state, `${state.app.slug}[bot]`);
  return { kind: 'known', credential: { ...ANONYMOUS, kind: 'app', account } };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function newToken(prefix: string): string {
  return `${prefix}_${randomBytes(20).toString('hex')}`;
}

/** Effective level of a credential on a repository, in GitHub's terms. */
export function levelOn(state: State, credential: Credential, repository: Repository): Level {
  const open: Level = repository.private ? 'none' : 'read';
  if (credential.kind === 'user' && credential.account !== null) {
    return levelOfAccount(repository, credential.account);
  }
  if (credential.kind === 'installation' || credential.kind === 'job') {
    const reachable =
      credential.repositories === null || credential.repositories.has(repository.fullName.toLowerCase());
    const installed = credential.kind === 'job' || state.app.installedOn.has(repository.fullName.toLowerCase());
    if (!reachable || !installed) {
      return open;
    }
    return credential.permissions.contents === 'write' ? 'write' : 'read';
  }
  return open;
}

export function levelOfAccount(repository: Repository, account: Account): Level {
  if (repository.owner.id === account.id) {
    return 'admin';
  }
  return repository.collaborators.get(account.login.toLowerCase()) ?? (repository.private ? 'none' : 'read');
}
