import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Caller, HubEvent, LocalServer, RouteHandler, RouteReply } from '../../../src/local-github/contract.js';

const run = promisify(execFile);

export const WRITER: Caller = { kind: 'user', login: 'ada', permissions: {}, level: 'write' };
export const READER: Caller = { kind: 'user', login: 'eve', permissions: {}, level: 'read' };
export const JOB: Caller = {
  kind: 'job',
  login: 'github-actions[bot]',
  permissions: { actions: 'write' },
  level: 'write',
};

export interface Delivery {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface FakeServer extends LocalServer {
  readonly folder: string;
  readonly deliveries: Delivery[];
  readonly tokens: Map<string, Readonly<Record<string, string>>>;
  /** Makes or adds to a repository: one commit on the branch; returns its SHA. */
  commit(repository: string, files: Readonly<Record<string, string>>, branch?: string): Promise<string>;
  emit(event: Partial<HubEvent> & Pick<HubEvent, 'name'>): void;
  call(request: string, body?: Readonly<Record<string, unknown>>, how?: CallOptions): Promise<RouteReply>;
  /** Resolves when nothing is tracked any more. */
  idle(): Promise<void>;
  dispose(): Promise<void>;
}

interface CallOptions {
  readonly auth?: Caller;
  readonly apiVersion?: string;
}

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: RouteHandler;
}

/** The other half of the local GitHub, as little of it as Actions needs: repositories on disk and routes without HTTP. */
export async function fakeServer(): Promise<FakeServer> {
  const folder = await mkdtemp(join(tmpdir(), 'pitboss-actions-'));
  const url = `file://${folder}`;
  const routes: Route[] = [];
  const listeners: ((event: HubEvent) => void)[] = [];
  const tracked = new Set<Promise<unknown>>();
  const deliveries: Delivery[] = [];
  const tokens = new Map<string, Readonly<Record<string, string>>>();
  const bare = (repository: string) => join(folder, `${repository}.git`);

  async function git(args: readonly string[], cwd: string): Promise<string> {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'init.defaultBranch=main'];
    return (await run('git', [...identity, ...args], { cwd })).stdout.trim();
  }

  async function commit(repository: string, files: Readonly<Record<string, string>>, branch = 'main'): Promise<string> {
    const work = join(folder, 'work', repository, branch);
    await mkdir(work, { recursive: true });
    await mkdir(bare(repository), { recursive: true });
    if ((await git(['rev-parse', '--git-dir'], work).catch(() => '')) !== '.git') {
      await git(['init', '--bare', '-q'], bare(repository));
      const source = branch === 'main' ? ['init', '-q'] : ['clone', '-q', bare(repository), '.'];
      await git(source, work);
      await git(['checkout', '-q', '-B', branch], work);
    }
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(work, path)), { recursive: true });
      await writeFile(join(work, path), text);
    }
    await git(['add', '-A'], work);
    await git(['commit', '-q', '--allow-empty', '-m', `Change ${Object.keys(files).join(', ')}`], work);
    await git(['push', '-q', bare(repository), branch], work);
    return git(['rev-parse', 'HEAD'], work);
  }

  async function call(
    request: string,
    body: Readonly<Record<string, unknown>> = {},
    how: CallOptions = {},
  ): Promise<RouteReply> {
    const [method = 'GET', target = ''] = request.split(' ');
    const address = new URL(target, 'http://local');
    for (const route of routes) {
      const match = route.method === method ? route.pattern.exec(address.pathname) : null;
      if (match !== null) {
        const { auth = WRITER, apiVersion = '2022-11-28' } = how;
        return route.handler({ params: { ...match.groups }, query: address.searchParams, body, auth, apiVersion });
      }
    }
    return { status: 404 };
  }

  function track<T>(work: Promise<T>): Promise<T> {
    tracked.add(work);
    void work.finally(() => tracked.delete(work)).catch(() => undefined);
    return work;
  }

  async function idle(): Promise<void> {
    while (tracked.size > 0) {
      await Promise.allSettled([...tracked]);
    }
  }

  return {
    ...{ url, folder, deliveries, tokens, commit, call, track, idle },
    route: (method, path, handler) =>
      routes.push({ method, handler, pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`) }),
    onEvent: (listener) => listeners.push(listener),
    emit: (event) => {
      const defaults = { action: null, repository: 'acme/app', payload: {}, actor: 'ada', via: 'user' as const };
      for (const listener of listeners) {
        listener({ ...defaults, ...event });
      }
    },
    deliver: (_repository, event, payload) => deliveries.push({ event, payload }),
    mintJobToken: ({ permissions }) => {
      const token = `ghs_local${tokens.size + 1}token`;
      tokens.set(token, permissions);
      return token;
    },
    revokeToken: (token) => tokens.delete(token),
    user: (login) => ({ login, id: 7, type: 'User' }),
    repository: (name) => ({ id: 11, full_name: name, owner: { login: name.split('/')[0], id: 3 } }),
    dispose: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
    git: {
      dir: bare,
      defaultBranch: () => 'main',
      resolve: (repository, ref) =>
        git(['rev-parse', '--verify', '-q', `${ref}^{commit}`], bare(repository)).catch(() => null),
      read: (repository, ref, path) => readBlob(bare(repository), `${ref}:${path}`),
      list: async (repository, ref, under) => {
        const text = await git(['ls-tree', '--name-only', `${ref}:${under}`], bare(repository)).catch(() => '');
        return text.split('\n').filter((name) => name !== '');
      },
    },
  };
}

async function readBlob(cwd: string, name: string): Promise<string | null> {
  try {
    return (await run('git', ['cat-file', 'blob', name], { cwd })).stdout;
  } catch {
    return null;
  }
}
