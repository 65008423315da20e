import { cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Clock } from '../../../base/clock.js';
import { fail, ok, type Result } from '../../../base/result.js';

export interface Artifact {
  readonly id: number;
  readonly runId: number;
  readonly name: string;
  readonly directory: string;
  /** Relative to `directory`, with forward slashes. */
  readonly files: readonly string[];
  /** In milliseconds since the epoch; from then on it cannot be fetched. */
  readonly expiresAt: number;
}

export interface NewArtifact {
  readonly runId: number;
  readonly name: string;
  /** Folder that file names are relative to. */
  readonly root: string;
  readonly files: readonly string[];
  readonly overwrite: boolean;
  /** 1 to 90; 0 for as long as the repository keeps them. */
  readonly retentionDays: number;
}

/** How long a repository keeps artifacts, where nobody says otherwise; also the most. */
const MOST_DAYS = 90;

const NOT_IN_NAMES = /[":<>|*?\r\n\\/]/;

/** The artifacts of all runs, as folders. A name exists once per run. */
export interface Artifacts {
  add(artifact: NewArtifact): Promise<Result<Artifact, string>>;
  of(runId: number): readonly Artifact[];
}

export function createArtifacts(folder: string, clock: Pick<Clock, 'now'>): Artifacts {
  let all: Artifact[] = [];
  let lastId = 500_000;

  async function add(wanted: NewArtifact): Promise<Result<Artifact, string>> {
    if (NOT_IN_NAMES.test(wanted.name)) {
      return fail(`The artifact name is not valid: ${wanted.name}`);
    }
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
    const days = wanted.retentionDays > 0 ? Math.min(wanted.retentionDays, MOST_DAYS) : MOST_DAYS;
    const expiresAt = clock.now() + days * 86_400_000;
    const artifact = { id: lastId, runId: wanted.runId, name: wanted.name, directory, files, expiresAt };
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
