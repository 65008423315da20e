import { assertSha } from './objects/object-id.js';
import { type GitContext, mustGit } from './program/run-git.js';

/** Name under which the commit stands in a bundle: `git fetch FILE refs/pitboss/unfinished` takes it out. */
export const BUNDLED = 'refs/pitboss/unfinished';

/** Writes one commit into a bundle that needs nothing but its base. */
export async function bundle(
  context: GitContext,
  request: { readonly commit: string; readonly base: string; readonly file: string },
): Promise<void> {
  assertSha(request.commit);
  assertSha(request.base);
  await mustGit(context, { operation: 'naming the unfinished unit', args: ['update-ref', BUNDLED, request.commit] });
  const args = ['bundle', 'create', '--quiet', request.file, BUNDLED, `^${request.base}`];
  await mustGit(context, { operation: 'bundling the unfinished unit', args });
}
