/** Between the two halves of the local GitHub: the API with its git server (`server/`), and Actions (`actions/`). */
export interface LocalServer {
  /** `http://127.0.0.1:<port>`: the REST API, GraphQL and git over HTTP, also under `/api/v3`. */
  readonly url: string;
  /** Adds an API route. `path` is a template such as `/repos/:owner/:repo/actions/runs/:id`; first match wins. */
  route(method: string, path: string, handler: RouteHandler): void;
  /** Everything that happened (issue_comment, push, pull_request …), whether or not an App listens. */
  onEvent(listener: (event: HubEvent) => void): void;
  /** Sends a webhook to the App that is installed on the repository; counted by `idle`. */
  deliver(repository: string, event: string, payload: Readonly<Record<string, unknown>>): void;
  /** A token as a workflow job gets it. Permissions as in the workflow file (`contents: write` …). */
  mintJobToken(request: {
    readonly repository: string;
    readonly permissions: Readonly<Record<string, string>>;
  }): string;
  revokeToken(token: string): void;
  /** Marks work in progress, so that `idle()` waits for it. */
  track<T>(work: Promise<T>): Promise<T>;
  readonly git: RepositoryFiles;
  /** Account of a login as the API shows it (`login`, `id`, `type` …). */
  user(login: string): Readonly<Record<string, unknown>>;
  /** Repository object as webhooks carry it. */
  repository(fullName: string): Readonly<Record<string, unknown>>;
}

export interface RepositoryFiles {
  /** Bare repository directory of `owner/name`. */
  dir(repository: string): string;
  defaultBranch(repository: string): string;
  /** Commit of a branch, tag, full ref or SHA; null when there is none. */
  resolve(repository: string, ref: string): Promise<string | null>;
  read(repository: string, ref: string, path: string): Promise<string | null>;
  list(repository: string, ref: string, folder: string): Promise<readonly string[]>;
}

export interface HubEvent {
  readonly name: string;
  readonly action: string | null;
  /** `owner/name`. */
  readonly repository: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Login that caused it, and what kind of credential it used: events of a job's token start no workflows (but dispatches do). */
  readonly actor: string;
  readonly via: 'user' | 'app' | 'job';
}

export type RouteHandler = (call: RouteCall) => Promise<RouteReply>;

export interface RouteCall {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed JSON body; an empty object when there is none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly auth: Caller;
  /** `X-GitHub-Api-Version`, or GitHub's default. */
  readonly apiVersion: string;
}

export interface Caller {
  readonly kind: 'user' | 'app' | 'installation' | 'job' | 'anonymous';
  readonly login: string | null;
  /** For installations and jobs: permission name to level. */
  readonly permissions: Readonly<Record<string, string>>;
  /** Effective level on the addressed repository: admin, maintain, write, triage, read or none. */
  readonly level: string;
}

export interface RouteReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
