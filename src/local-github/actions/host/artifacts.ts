import { cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fail, ok, type Result } from '../../../base/result.js';

export interface Artifact {
  readonly id: number;
  readonly runId: number;
  readonly name: string;
  readonly directory: string;
  /** Relative to `directory`, with forward slashes. */
  readonly files: readonly string[];
}

export interface NewArtifact {
  readonly runId: number;
  readonly name: string;
  /** Folder that file names are relative to. */
  readonly root: string;
  readonly files: readonly string[];
  readonly overwrite: boolean;
}

/** The artifacts of all runs, as folders. A name exists once per run. */
export interface Artifacts {
  add(artifact: NewArtifact): Promise<Result<Artifact, string>>;
  of(runId: number): readonly Artifact[];
}

export function createArtifacts(folder: string): Artifacts {
  let all: Artifact[] = [];
  let lastId = 500_000;

  async function add(wanted: NewArtifact): Promise<Result<Artifact, string>> {
    const known = all.find((item) => item.runId === wanted.runId && item.name === wanted.name);
    if (known !== undefined && !wanted.overwrite) {
      return fail(
        'Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: ' +
          `an artifact with this name already exists on the workflow run (${wanted.name})`,
      );
    }
    lastId += 1;
    const directory = join(folder, String(wanted.runId), wanted.name);
    const files = wanted.files.map((path) => relative(wanted.root, path));
    const artifact = { id: lastId, runId: wanted.runId, name: wanted.name, directory, files };
    all = [...all.filter((item) => item !== known), artifact];
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    for (const [index, path] of wanted.files.entries()) {
      const target = join(directory, files[index] ?? '');
      await mkdir(dirname(target), { recursive: true });
      await cp(path, target);
    }
    return ok(artifact);
  }

  return { add, of: (runId) => all.filter((item) => item.runId === runId) };
}
