import type { Credential } from './credentials.js';

/** Everything the local GitHub remembers, apart from git objects and refs: those live in bare repositories only. */
export interface State {
  readonly accounts: Map<string, Account>;
  readonly repositories: Map<string, Repository>;
  readonly credentials: Map<string, Credential>;
  readonly app: AppRegistration;
  nextId(): number;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Bot' | 'Organization';
}

export interface AppRegistration {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly clientId: string;
  /** PKCS #1 PEM, the form in which GitHub hands keys out. */
  readonly privateKey: string;
  readonly publicKey: string;
  readonly webhookSecret: string;
  readonly installationId: number;
  readonly permissions: Readonly<Record<string, string>>;
  /** Events it is subscribed to; null for all. */
  readonly events: ReadonlySet<string> | null;
  readonly installedOn: Set<string>;
  webhookUrl: string | null;
}

const LEVELS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Level = (typeof LEVELS)[number];

export interface Repository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  /** `owner/name`. */
  readonly fullName: string;
  readonly dir: string;
  readonly createdAt: string;
  private: boolean;
  defaultBranch: string;
  description: string | null;
  pushedAt: string;
  /** Login in lower case to level; the owner is not listed. */
  readonly collaborators: Map<string, Level>;
  readonly labels: Map<string, Label>;
  readonly issues: Map<number, Issue>;
  readonly comments: Map<number, Comment>;
  readonly checkRuns: Map<number, CheckRun>;
  readonly statuses: CommitStatus[];
  readonly settings: Settings;
}

export interface Settings {
  /** "Allow GitHub Actions to create and approve pull requests". */
  actionsMayCreatePulls: boolean;
  /** False as in a private repository on a free plan. */
  drafts: boolean;
  /** Whether receive-pack offers the `atomic` capability. */
  atomic: boolean;
  readonly protections: { readonly pattern: string; readonly message: string }[];
}

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Reaction {
  readonly id: number;
  readonly account: Account;
  readonly content: string;
  readonly createdAt: string;
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly author: Account;
  readonly byApp: boolean;
  readonly createdAt: string;
  readonly reactions: Reaction[];
  readonly labels: Set<string>;
  readonly assignees: Set<string>;
  readonly pull: Pull | null;
  title: string;
  body: string | null;
  /** When the body was last edited; null while it is as it was written. Only GraphQL tells it. */
  lastEditedAt: string | null;
  state: 'open' | 'closed';
  stateReason: string | null;
  locked: boolean;
  updatedAt: string;
  closedAt: string | null;
  closedBy: Account | null;
}

/** What an issue has in addition when it is a pull request. The head follows its branch. */
export interface Pull {
  readonly id: number;
  readonly headRef: string;
  headSha: string;
  baseRef: string;
  baseSha: string;
  draft: boolean;
  mergedAt: string | null;
  mergedBy: Account | null;
  mergeSha: string | null;
  readonly reviews: Review[];
  readonly reviewComments: ReviewComment[];
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly author: Account;
  readonly byApp: boolean;
  readonly createdAt: string;
  readonly reactions: Reaction[];
  body: string;
  updatedAt: string;
}

export interface Review {
  readonly id: number;
  readonly author: Account;
  readonly commit: string;
  readonly submittedAt: string;
  body: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
}

export interface ReviewComment {
  readonly id: number;
  readonly review: number | null;
  readonly author: Account;
  readonly commit: string;
  readonly path: string;
  readonly line: number | null;
  readonly side: string;
  readonly inReplyTo: number | null;
  readonly createdAt: string;
  readonly reactions: Reaction[];
  body: string;
  updatedAt: string;
}

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  readonly startedAt: string;
  readonly byJob: boolean;
  status: string;
  conclusion: string | null;
  completedAt: string | null;
  detailsUrl: string | null;
  externalId: string;
  output: {
    readonly title: string | null;
    readonly summary: string | null;
    readonly text: string | null;
    readonly annotations: readonly unknown[];
  };
  actions: readonly unknown[];
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly state: string;
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Account;
  readonly createdAt: string;
}

/** GitHub's timestamps: ISO 8601 in UTC with whole seconds. */
export function timestamp(state: Pick<State, 'now'>): string {
  return `${new Date(state.now()).toISOString().slice(0, 19)}Z`;
}

export function atLeast(level: string, wanted: Level): boolean {
  const names: readonly string[] = LEVELS;
  return names.indexOf(level) >= names.indexOf(wanted);
}

/** Opaque GraphQL id, as stable as the numeric one. */
export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
}

export function findRepository(state: State, fullName: string): Repository | null {
  return state.repositories.get(fullName.toLowerCase()) ?? null;
}

/** The account of a login, made as a user when it is new. */
export function ensureAccount(state: State, login: string): Account {
  const account = findAccount(state, login) ?? { id: state.nextId(), login, type: 'User' };
  state.accounts.set(login.toLowerCase(), account);
  return account;
}

export function findAccount(state: State, login: string): Account | null {
  return state.accounts.get(login.toLowerCase()) ?? null;
}
