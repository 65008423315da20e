import { PitbossError } from '../base/pitboss-error.js';
import { type Caller, encodePath } from './calls/caller.js';
import { githubError, unavailable } from './errors.js';
import type { RepositoryApi } from './repository-api.js';
import { fileSchema, permissionSchema, readAs, refSchema, repositorySchema } from './schemas.js';

type Reads = Pick<RepositoryApi, 'repository' | 'branchTip' | 'file' | 'permission' | 'roleName'>;

/** GitHub's contents API carries files up to this size. */
const MAX_FILE_BYTES = 1024 * 1024;

export function repositoryReads(caller: Caller): Reads {
  return {
    async repository() {
      const doing = `reading the repository ${caller.owner}/${caller.repo}`;
      const response = await caller.read('', doing);
      if (response === null) {
        throw githubError({ status: 404, message: 'Not Found' }, doing);
      }
      const data = readAs(repositorySchema, response.data, doing);
      return {
        defaultBranch: data.default_branch,
        private: data.private,
        htmlUrl: data.html_url,
        cloneUrl: data.clone_url,
      };
    },
    async branchTip(branch) {
      const doing = `reading the tip of ${branch}`;
      const response = await caller.read(`/git/ref/heads/${encodePath(branch)}`, doing);
      return response === null ? null : readAs(refSchema, response.data, doing).object.sha;
    },
    file: (path, ref) => readFile(caller, path, ref),
    async permission(login) {
      const level = (await permissionOf(caller, login))?.permission ?? 'none';
      return LEVELS.get(level) ?? 'none';
    },
    async roleName(login) {
      const found = await permissionOf(caller, login);
      return found?.role_name ?? found?.permission ?? 'none';
    },
  };
}

/** `permission` knows four levels; the names in between appear only as roles, and are listed in case a server mixes them up. */
const LEVELS: ReadonlyMap<string, 'admin' | 'write' | 'read' | 'none'> = new Map([
  ['admin', 'admin'],
  ['maintain', 'write'],
  ['write', 'write'],
  ['triage', 'read'],
  ['read', 'read'],
]);

/** An unknown login is nobody; any other failure must not be read as an answer, so it rejects as `github_unavailable`. */
async function permissionOf(
  caller: Caller,
  login: string,
): Promise<{ readonly permission: string; readonly role_name?: string | undefined } | null> {
  const doing = `reading the permission of ${login}`;
  try {
    const response = await caller.read(`/collaborators/${encodeURIComponent(login)}/permission`, doing);
    return response === null ? null : readAs(permissionSchema, response.data, doing);
  } catch (error) {
    throw unavailable(error, doing);
  }
}

async function readFile(caller: Caller, path: string, ref: string): Promise<string | null> {
  const doing = `reading ${path}`;
  const response = await caller.read(`/contents/${encodePath(path)}?ref=${encodeURIComponent(ref)}`, doing);
  const file = fileSchema.safeParse(response?.data);
  if (!file.success) {
    return null;
  }
  if (file.data.size > MAX_FILE_BYTES || file.data.encoding !== 'base64') {
    throw new PitbossError({
      code: 'file_too_large',
      what: `${path} is too large to read.`,
      why: `It has ${file.data.size} bytes; at most ${MAX_FILE_BYTES} are read.`,
      fix: 'Make the file smaller.',
    });
  }
  return Buffer.from(file.data.content, 'base64').toString('utf8');
}
