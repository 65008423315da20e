import type { Clock } from '../../base/clock.js';
import { API_VERSION, type ApiResponse, type Octokit, REQUEST_TIMEOUT_MS } from '../octokit.js';
import type { EditOutcome, Pacer } from '../pacer.js';
import type { Priority } from '../pacing/write-queue.js';
import { type Attempt, attempt } from './attempt.js';

export interface CallerOptions {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
  readonly pacer: Pacer;
  readonly clock: Clock;
}

/** One repository's calls: where they go, how often, and in which order. */
export interface Caller {
  readonly owner: string;
  readonly repo: string;
  /** `suffix` follows `/repos/<owner>/<repo>`; it must be encoded already. Null when GitHub says 404. */
  read(suffix: string, doing: string): Promise<ApiResponse | null>;
  /** One raw request: for use inside `write`. */
  send(method: string, suffix: string, body?: Record<string, unknown>): Promise<ApiResponse>;
  graphql(query: string, variables: Record<string, unknown>): Promise<unknown>;
  write<T>(priority: Priority, call: Omit<Attempt<T>, 'clock'>): Promise<T>;
  edit(key: string, call: Omit<Attempt<EditOutcome>, 'clock'>): Promise<EditOutcome>;
  repeat<T>(call: Omit<Attempt<T>, 'clock'>): Promise<T>;
}

export function createCaller(options: CallerOptions): Caller {
  const { octokit, owner, repo, pacer, clock } = options;
  const root = `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`;
  const repository = `${owner}/${repo}`.toLowerCase();

  function send(method: string, suffix: string, body: Record<string, unknown> = {}): Promise<ApiResponse> {
    return octokit.request(`${method} ${root}${suffix}`, { ...body, ...transport() });
  }

  return {
    owner,
    repo,
    send,
    read: (suffix, doing) =>
      attempt<{ readonly response: ApiResponse | null }>({
        doing,
        clock,
        onAmbiguous: 'repeat',
        send: async () => ({ response: await send('GET', suffix) }),
        refused: (failure) => (failure.status === 404 ? { response: null } : null),
      }).then((found) => found.response),
    graphql: (query, variables) => octokit.graphql(query, { ...variables, ...transport() }),
    write: (priority, call) => pacer.write({ repository, priority }, () => attempt({ ...call, clock })),
    edit: (key, call) => pacer.edit({ repository, priority: 'progress', key }, () => attempt({ ...call, clock })),
    repeat: (call) => attempt({ ...call, clock }),
  };
}

function transport(): Record<string, unknown> {
  return {
    headers: { 'x-github-api-version': API_VERSION },
    request: { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS), retries: 0 },
  };
}

/** A path with each segment encoded and the slashes kept. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
