import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import type { HubEvent, LocalGithub } from '../../src/local-github/index.js';
import { startLocalGithub } from '../../src/local-github/index.js';

/** A repository `octo/demo` with one commit, its owner, a writer and a stranger. */
export interface World {
  readonly hub: LocalGithub;
  readonly owner: Octokit;
  readonly writer: Octokit;
  readonly stranger: Octokit;
  readonly tokens: { readonly owner: string; readonly writer: string; readonly stranger: string };
  readonly events: HubEvent[];
  readonly dir: string;
  close(): Promise<void>;
}

export const DEMO = { owner: 'octo', repo: 'demo' } as const;

export async function startWorld(options: Parameters<typeof startLocalGithub>[0] = {}): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'hub-test-'));
  const files = join(dir, 'files');
  await mkdir(files);
  await writeFile(join(files, 'README.md'), 'hello\n');
  const hub = await startLocalGithub(options);
  const tokens = {
    owner: hub.addUser('octo').token,
    writer: hub.addUser('Wendy').token,
    stranger: hub.addUser('stranger').token,
  };
  await hub.createRepository({ owner: 'octo', name: 'demo', from: files });
  hub.setPermission('octo/demo', 'Wendy', 'write');
  const events: HubEvent[] = [];
  hub.server.onEvent((event) => events.push(event));
  return {
    hub,
    owner: client(hub, tokens.owner),
    writer: client(hub, tokens.writer),
    stranger: client(hub, tokens.stranger),
    tokens,
    events,
    dir,
    close: async () => {
      await hub.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Octokit announces every failed request; these tests fail requests on purpose. */
export const QUIET = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}

export function client(hub: LocalGithub, token?: string): Octokit {
  return new Octokit({ baseUrl: hub.url, log: QUIET, ...(token === undefined ? {} : { auth: token }) });
}

export interface GitOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Wendy',
  GIT_AUTHOR_EMAIL: 'wendy@example.test',
  GIT_COMMITTER_NAME: 'Wendy',
  GIT_COMMITTER_EMAIL: 'wendy@example.test',
  LC_ALL: 'C',
};

/** The real git, asynchronously: a synchronous one would wait for a server in its own process. */
export function git(cwd: string, ...args: readonly string[]): Promise<GitOutcome> {
  return new Promise((resolve) => {
    execFile('git', [...args], { cwd, env: ENVIRONMENT }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, stdout: stdout.trim(), stderr });
    });
  });
}

export function remoteUrl(hub: LocalGithub, token: string, name = 'octo/demo'): string {
  return `http://x-access-token:${token}@${hub.url.slice('http://'.length)}/${name}.git`;
}

/** A clone with an own branch `topic` that is one commit ahead and pushed. */
export async function pushTopic(world: World, token = world.tokens.writer): Promise<{ clone: string; sha: string }> {
  const clone = join(world.dir, 'clone');
  // Cloned from disk because that is faster; git-http.test.ts clones over HTTP.
  await git(world.dir, 'clone', '--quiet', world.hub.server.git.dir('octo/demo'), clone);
  await git(clone, 'remote', 'set-url', 'origin', remoteUrl(world.hub, token));
  await git(clone, 'checkout', '--quiet', '-b', 'topic');
  const sha = await commit(clone, 'a.txt', 'one\n');
  await git(clone, 'push', '--quiet', 'origin', 'topic');
  return { clone, sha };
}

export async function commit(clone: string, path: string, content: string): Promise<string> {
  await writeFile(join(clone, path), content);
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '--quiet', '-m', `change ${path}`);
  return (await git(clone, 'rev-parse', 'HEAD')).stdout;
}

export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A program that takes webhooks, as an App would. */
export async function startReceiver(
  status: () => number = () => 200,
): Promise<{ url: string; received: Received[]; close(): Promise<void> }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(status());
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/hooks`, received, close };
}

/** Status and message of a request that must fail. */
export async function failure(request: Promise<unknown>): Promise<{ status: unknown; message: string }> {
  return request.then(
    () => ({ status: 'succeeded', message: '' }),
    (error: unknown) => {
      const status = error !== null && typeof error === 'object' && 'status' in error ? error.status : null;
      return { status, message: error instanceof Error ? error.message : String(error) };
    },
  );
}
