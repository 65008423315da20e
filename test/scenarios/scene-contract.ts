import type { Octokit } from '@octokit/rest';
import type { World } from '../../src/demo/world.js';
import type { RouteLogEntry } from '../../src/local-github/index.js';
import type { RunRecord } from '../../src/run/record.js';
import type { LedgerReader } from './ledger-reader.js';

export interface SceneOptions {
  /** Number of phases of the plan in the issue, or the issue's whole text. Default: 2. */
  readonly plan?: number | string;
  /** The scripted agent's steps; by default every implementer writes one file. */
  readonly script?: AgentScript;
  /** Merged over a scripted agent whose tests always pass; a string is the whole file. */
  readonly config?: Readonly<Record<string, unknown>> | string;
  /** More files of the default branch. */
  readonly files?: Readonly<Record<string, string>>;
  readonly private?: boolean;
  /** Default: `installed`. `beside`: installed, and the workflow's own job handles comments as well. */
  readonly app?: 'installed' | 'beside' | 'none';
}

export interface AgentScript {
  readonly steps?: readonly Readonly<Record<string, unknown>>[];
  readonly otherwise?: Readonly<Record<string, unknown>>;
}

export interface Actor {
  readonly login: string;
  readonly id: number;
  readonly octokit: Octokit;
}

export interface Note {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

export interface Commit {
  readonly sha: string;
  readonly subject: string;
  readonly body: string;
  readonly author: string;
}

/** One repository with an issue, on which a story happens. */
export interface Scene extends LedgerReader {
  readonly fullName: string;
  readonly issue: number;
  readonly owner: Actor;
  /** Another person with a level of permission on this repository; null for a stranger. */
  person(login: string, level: Parameters<World['github']['setPermission']>[2]): Actor;
  openIssue(body: string): Promise<number>;
  /** Writes a comment; returns its id. */
  comment(body: string, where?: { readonly as?: Actor; readonly issue?: number }): Promise<number>;
  comments(issue?: number): Promise<readonly Note[]>;
  reactions(comment: number): Promise<readonly string[]>;
  /** Waits for the closing reaction to a command that starts nothing, and returns it with the answer, if there is one. */
  verdict(comment: number, issue?: number): Promise<{ readonly reaction: string; readonly answer: string | null }>;
  pulls(): Promise<readonly Pull[]>;
  checks(sha: string): Promise<readonly { readonly name: string; readonly conclusion: string | null }[]>;
  /** Writes a file to a branch, as its owner with a push of his own would. */
  commitFile(path: string, content: string, branch?: string): Promise<string>;
  /** Commits of a branch that the base has not, oldest first. */
  commits(record: RunRecord): Promise<readonly Commit[]>;
  /** A file of a commit, or null. */
  fileAt(ref: string, path: string): Promise<string | null>;
  /** Names of all refs below a prefix. */
  refs(prefix: string): Promise<readonly string[]>;
  /** Workflow runs of this repository. */
  jobs(): ReturnType<World['actions']['runs']>;
  /** Waits until the newest run stands still (in this status), nobody holds it and every machine is free. */
  untilOver(status?: RunRecord['status']): Promise<RunRecord>;
  /** Waits until so many runs are recorded; returns their records, oldest first. */
  recorded(count: number): Promise<readonly RunRecord[]>;
  /** Waits until nothing of this repository moves. */
  settled(): Promise<void>;
  /** API requests by our programs (not git, not people) since the scene began, or since a mark. */
  apiCalls(since?: number): readonly RouteLogEntry[];
  mark(): number;
}

export interface Pull {
  readonly number: number;
  readonly draft: boolean;
  readonly state: string;
  readonly body: string;
  readonly title: string;
  readonly author: string;
  readonly head: string;
  readonly base: string;
}
