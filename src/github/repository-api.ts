/** The slice of GitHub's API that Pitboss uses for one repository. Each method is one request, unless it says otherwise. */
export interface RepositoryApi {
  readonly owner: string;
  readonly repo: string;

  repository(): Promise<{
    readonly defaultBranch: string;
    readonly private: boolean;
    readonly htmlUrl: string;
    readonly cloneUrl: string;
  }>;
  branchTip(branch: string): Promise<string | null>;
  /** Text of a file at a ref, or null when it does not exist. At most 1 MiB. */
  file(path: string, ref: string): Promise<string | null>;
  permission(login: string): Promise<'admin' | 'write' | 'read' | 'none'>;
  /** Finer level for people and for triage checks; falls back to `permission`. */
  roleName(login: string): Promise<string>;

  issue(number: number): Promise<IssueSnapshot>;
  comment(issue: number, body: string): Promise<{ readonly id: number; readonly url: string }>;
  editComment(id: number, body: string): Promise<'edited' | 'gone'>;
  /** Newest first, at most `limit`, only comments whose body contains `marker`. */
  findComment(issue: number, marker: string): Promise<{ readonly id: number } | null>;
  /** Comments of the whole repository created since an instant, oldest first; pages as needed, at most 500. */
  recentComments(since: string): Promise<readonly CommentSnapshot[]>;
  react(commentId: number, content: 'eyes' | 'rocket' | '+1' | '-1' | 'confused'): Promise<void>;

  dispatch(
    workflow: string,
    ref: string,
    inputs: Readonly<Record<string, string>>,
  ): Promise<{
    readonly runId: number | null;
    /** True where nothing was sent, because an earlier step of this job has sent it. */
    readonly repeated?: boolean;
  }>;
  /** Status of a workflow run: 'completed' and others as GitHub names them; null when it does not exist. */
  workflowRunStatus(runId: string): Promise<string | null>;

  findPull(head: string, base: string): Promise<PullSnapshot | null>;
  createPull(pull: {
    readonly head: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
    readonly draft: boolean;
  }): Promise<CreatePullOutcome>;
  editPull(number: number, change: { readonly title?: string; readonly body?: string }): Promise<void>;
  markReady(nodeId: string): Promise<void>;
  createCheck(check: CheckRequest): Promise<{ readonly id: number }>;
}

export interface IssueSnapshot {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly authorId: number;
  readonly updatedAt: string;
  readonly pullRequest: boolean;
}

export interface CommentSnapshot {
  readonly id: number;
  readonly issue: number;
  readonly body: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly url: string;
  readonly author: { readonly login: string; readonly id: number; readonly type: string };
}

export interface PullSnapshot {
  readonly number: number;
  readonly nodeId: string;
  readonly url: string;
  readonly body: string;
  readonly draft: boolean;
  readonly state: string;
}

export type CreatePullOutcome =
  | { readonly kind: 'created'; readonly pull: PullSnapshot }
  | { readonly kind: 'exists' }
  /** Drafts do not exist in this repository (a private one on a free plan). */
  | { readonly kind: 'no_drafts' }
  /** The setting or the permission is missing; GitHub's own text. */
  | { readonly kind: 'forbidden'; readonly message: string };

export interface CheckRequest {
  readonly name: string;
  readonly headSha: string;
  readonly conclusion: 'success' | 'failure' | 'action_required' | 'cancelled' | 'neutral';
  readonly title: string;
  readonly summary: string;
}
