import type { LocalServer } from '../../contract.js';
import { parseWorkflow } from './parse.js';
import type { WorkflowFile } from './schema.js';

const WORKFLOW_FOLDER = '.github/workflows';

/** One workflow file at one commit. `file` is null when the file is not valid; `problem` says why. */
export interface Workflow {
  readonly id: number;
  readonly repository: string;
  readonly path: string;
  readonly name: string;
  readonly sha: string;
  readonly file: WorkflowFile | null;
  readonly problem: string | null;
}

export interface Registry {
  /** All workflow files of a commit (by default the default branch), in the order of their paths. */
  at(repository: string, ref?: string): Promise<readonly Workflow[]>;
  /** By id or file name, as the default branch has it. */
  find(repository: string, idOrFile: string): Promise<Workflow | null>;
}

/** Reads workflow files from the repositories; a commit is read once. */
export function createRegistry(server: LocalServer): Registry {
  const ids = new Map<string, number>();
  const commits = new Map<string, Promise<readonly Workflow[]>>();

  function idOf(repository: string, path: string): number {
    const key = `${repository}:${path}`.toLowerCase();
    const known = ids.get(key) ?? 1000 + ids.size;
    ids.set(key, known);
    return known;
  }

  async function at(repository: string, ref?: string): Promise<readonly Workflow[]> {
    const sha = await server.git.resolve(repository, ref ?? server.git.defaultBranch(repository));
    if (sha === null) {
      return [];
    }
    const key = `${repository.toLowerCase()}@${sha}`;
    const known = commits.get(key) ?? readAll(server, { repository, sha, idOf });
    commits.set(key, known);
    known.catch(() => commits.delete(key));
    return known;
  }

  async function find(repository: string, idOrFile: string): Promise<Workflow | null> {
    const all = await at(repository);
    return all.find((item) => String(item.id) === idOrFile || item.path.split('/').pop() === idOrFile) ?? null;
  }

  return { at, find };
}

interface ReadRequest {
  readonly repository: string;
  readonly sha: string;
  readonly idOf: (repository: string, path: string) => number;
}

async function readAll(server: LocalServer, request: ReadRequest): Promise<readonly Workflow[]> {
  const { repository, sha } = request;
  const names = (await server.git.list(repository, sha, WORKFLOW_FOLDER))
    .map((entry) => (entry.startsWith(`${WORKFLOW_FOLDER}/`) ? entry.slice(WORKFLOW_FOLDER.length + 1) : entry))
    .filter((entry) => /^[^/]+\.ya?ml$/.test(entry))
    .sort();
  const files = names.map(async (name) => {
    const path = `${WORKFLOW_FOLDER}/${name}`;
    const text = (await server.git.read(repository, sha, path)) ?? '';
    const parsed = parseWorkflow(text);
    const file = parsed.ok ? parsed.value : null;
    const problem = parsed.ok ? null : parsed.error;
    return { id: request.idOf(repository, path), repository, path, name: file?.name ?? path, sha, file, problem };
  });
  return Promise.all(files);
}
