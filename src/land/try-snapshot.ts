import { PitbossError } from '../base/pitboss-error.js';
import { fail, ok, type Result } from '../base/result.js';
import type { Snapshot, TrustedRepository } from '../git/repository.js';

/** The tree as it stands, or why git cannot read it: an agent may leave pipes, sockets or files that nobody may open. */
export async function trySnapshot(
  repository: TrustedRepository,
  base: string,
  dir: string,
): Promise<Result<Snapshot, PitbossError>> {
  try {
    return ok(await repository.snapshot(base, dir));
  } catch (error) {
    if (error instanceof PitbossError && error.code === 'tree_unreadable') {
      return fail(error);
    }
    throw error;
  }
}
