import type { LocalServer, RepositoryFiles } from '../contract.js';
import { ACTIONS_BOT } from './create-state.js';
import { newToken } from './credentials.js';
import type { Hub } from './hub.js';
import { missing } from './missing.js';
import type { Repository } from './state.js';
import { findAccount, findRepository } from './state.js';
import { repositoryView } from './views/repository.js';
import { userView } from './views/user.js';

/** The side of the hub that the Actions half sees. */
export function localServer(hub: Hub): LocalServer {
  const { activity, guestRoutes } = hub.parts;
  return {
    url: hub.origin,
    route: (method, path, handler) => guestRoutes.add(method, path, handler),
    onEvent: (listener) => hub.onEvent(listener),
    deliver: (repository, event, payload) => hub.deliver(known(hub, repository), event, payload),
    mintJobToken: ({ repository, permissions }) => mintJobToken(hub, known(hub, repository), permissions),
    revokeToken: (token) => {
      hub.state.credentials.delete(token);
    },
    track: (work) => activity.track(work),
    git: repositoryFiles(hub),
    user: (login) => {
      const account = findAccount(hub.state, login);
      if (account === null) {
        throw missing(`user ${login}`);
      }
      return userView(hub, account);
    },
    repository: (fullName) => repositoryView(hub, known(hub, fullName)),
  };
}

/** Workflow files write `pull-requests`; everywhere else it is `pull_requests`. */
function mintJobToken(hub: Hub, repo: Repository, permissions: Readonly<Record<string, string>>): string {
  const token = newToken('ghs');
  const named = Object.entries(permissions).map(([name, level]) => [name.replaceAll('-', '_'), level]);
  hub.state.credentials.set(token, {
    kind: 'job',
    account: ACTIONS_BOT,
    permissions: { metadata: 'read', ...Object.fromEntries(named) },
    repositories: new Set([repo.fullName.toLowerCase()]),
    expiresAt: null,
    token,
  });
  return token;
}

function repositoryFiles(hub: Hub): RepositoryFiles {
  const git = (name: string): ReturnType<Hub['git']> => hub.git(known(hub, name));
  return {
    dir: (name) => known(hub, name).dir,
    defaultBranch: (name) => known(hub, name).defaultBranch,
    resolve: (name, ref) => git(name).resolve(ref),
    read: async (name, ref, path) => {
      const commit = await git(name).resolve(ref);
      const blob = commit === null ? null : await git(name).object(`${commit}:${path}`);
      return blob?.type === 'blob' ? blob.content.toString('utf8') : null;
    },
    list: async (name, ref, folder) => {
      const commit = await git(name).resolve(ref);
      const clean = folder.replace(/^\/+|\/+$/g, '');
      const scope = clean === '' ? [] : ['--', `${clean}/`];
      const names =
        commit === null ? null : await git(name).text('ls-tree', '-r', '-z', '--name-only', commit, ...scope);
      return (names ?? '').split('\0').filter((path) => path !== '');
    },
  };
}

export function known(hub: Hub, fullName: string): Repository {
  const repo = findRepository(hub.state, fullName);
  if (repo === null) {
    throw missing(`repository ${fullName}`);
  }
  return repo;
}
