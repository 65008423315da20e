import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RouteReply } from '../../contract.js';
import { actorOf } from '../call.js';
import type { Credential } from '../credentials.js';
import { levelOn } from '../credentials.js';
import { FLUSH, packet } from '../git/pkt-line.js';
import { readCommands, readReport } from '../git/push-report.js';
import { readReasons, rulesEnvironment } from '../git/push-rules.js';
import { runGit } from '../git/run-git.js';
import type { Hub } from '../hub.js';
import { refsChanged } from '../ref-changes.js';
import type { Repository } from '../state.js';
import { atLeast, findRepository } from '../state.js';

export interface GitRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** `Git-Protocol` header. */
  readonly protocol: string | undefined;
  readonly credential: Credential | null;
}

const GIT_PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export function isGitPath(path: string): boolean {
  return GIT_PATH.test(path);
}

/** Git's smart protocol over HTTP: the same two programs that `git http-backend` starts, spoken to directly. */
export async function serveGit(hub: Hub, request: GitRequest): Promise<RouteReply> {
  const [, owner = '', name = '', endpoint = ''] = GIT_PATH.exec(request.path) ?? [];
  const service = endpoint === 'info/refs' ? request.query.get('service') : endpoint;
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') {
    return plain(403, 'Please upgrade your git client.\n');
  }
  const repo = findRepository(hub.state, `${owner}/${name}`);
  const refused = refuse(hub, request.credential, repo, service);
  if (refused !== null || repo === null) {
    return refused ?? plain(404, 'Repository not found.\n');
  }
  if (endpoint === 'info/refs') {
    return advertise(repo, service, request.protocol);
  }
  return service === 'git-upload-pack' ? upload(repo, request) : receive(hub, repo, request);
}

function refuse(hub: Hub, credential: Credential | null, repo: Repository | null, service: string): RouteReply | null {
  const challenge = plain(401, 'Invalid username or token.\n', { 'www-authenticate': 'Basic realm="GitHub"' });
  if (credential === null) {
    return challenge;
  }
  const level = repo === null ? 'none' : levelOn(hub.state, credential, repo);
  const writes = service === 'git-receive-pack';
  if (credential.kind === 'anonymous' || credential.kind === 'app') {
    return level === 'none' || writes ? challenge : null;
  }
  if (repo === null || level === 'none' || !mayRead(credential, repo)) {
    return plain(404, 'Repository not found.\n');
  }
  if (writes && !atLeast(level, 'write')) {
    const login = credential.account?.login ?? 'unknown';
    return plain(403, `Permission to ${repo.fullName}.git denied to ${login}.\n`);
  }
  return null;
}

function mayRead(credential: Credential, repo: Repository): boolean {
  const limited = credential.kind === 'installation' || credential.kind === 'job';
  return !limited || !repo.private || credential.permissions.contents !== undefined;
}

async function advertise(repo: Repository, service: string, protocol: string | undefined): Promise<RouteReply> {
  const program = service.slice('git-'.length);
  const args = [...configuration(repo), program, '--stateless-rpc', '--http-backend-info-refs', '.'];
  const { stdout } = await runGit({ cwd: repo.dir, args, env: protocolEnvironment(protocol) });
  // As git http-backend: clients of protocol 2 expect no service line.
  const second = protocol?.includes('version=2') === true;
  const head = second ? [] : [packet(`# service=${service}\n`), FLUSH];
  return gitReply(`application/x-${service}-advertisement`, Buffer.concat([...head, stdout]));
}

async function upload(repo: Repository, request: GitRequest): Promise<RouteReply> {
  const { stdout } = await runGit({
    cwd: repo.dir,
    args: [...configuration(repo), 'upload-pack', '--stateless-rpc', '.'],
    stdin: request.body,
    env: protocolEnvironment(request.protocol),
  });
  return gitReply('application/x-git-upload-pack-result', stdout);
}

async function receive(hub: Hub, repo: Repository, request: GitRequest): Promise<RouteReply> {
  const { credential } = request;
  const reasonsFile = join(hub.parts.dataDir, `reasons-${randomBytes(6).toString('hex')}`);
  const workflows = credential?.kind === 'user' || credential?.permissions.workflows === 'write';
  const rules = { protections: repo.settings.protections, workflows };
  const ruled = !workflows || rules.protections.length > 0;
  const hooks = ruled ? ['-c', `core.hooksPath=${join(hub.parts.dataDir, 'hooks')}`] : [];
  const { stdout } = await runGit({
    cwd: repo.dir,
    args: [...hooks, ...configuration(repo), 'receive-pack', '--stateless-rpc', '.'],
    stdin: request.body,
    env: { ...protocolEnvironment(request.protocol), ...(ruled ? rulesEnvironment(rules, reasonsFile) : {}) },
  });
  const report = readReport(stdout, ruled ? await readReasons(reasonsFile) : new Map());
  await (ruled ? rm(reasonsFile, { force: true }) : undefined);
  const changes = readCommands(request.body).filter(({ ref, from, to }) => report.accepted.has(ref) && from !== to);
  const actor = credential === null ? null : actorOf(credential);
  if (actor !== null) {
    await refsChanged(hub, repo, changes, actor);
  }
  return gitReply('application/x-git-receive-pack-result', report.response);
}

/** Switches that may change while the repository lives; the rest is in its own configuration file. */
function configuration(repo: Repository): readonly string[] {
  return ['-c', `receive.advertiseAtomic=${String(repo.settings.atomic)}`];
}

function protocolEnvironment(protocol: string | undefined): Record<string, string> {
  return protocol === undefined ? {} : { GIT_PROTOCOL: protocol };
}

function gitReply(type: string, body: Buffer): RouteReply {
  return { status: 200, body, headers: { 'content-type': type, 'cache-control': 'no-cache' } };
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): RouteReply {
  return { status, body: Buffer.from(text), headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } };
}
