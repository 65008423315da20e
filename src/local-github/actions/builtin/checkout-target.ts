import type { RepositoryFiles } from '../../contract.js';

/** What to fetch, and what to check out then. */
export interface CheckoutTarget {
  readonly refspec: string;
  readonly checkout: readonly string[];
}

export interface TargetQuestion {
  readonly repository: string;
  /** `ref:` of the step, or the run's own ref. */
  readonly ref: string;
  /** The commit of the run when the step names no ref of its own. */
  readonly sha: string | null;
}

/** Branches are checked out as branches, tags and commits detached. Null when the repository has no such ref. */
export async function checkoutTarget(git: RepositoryFiles, question: TargetQuestion): Promise<CheckoutTarget | null> {
  const { repository, ref, sha } = question;
  if (/^[0-9a-f]{40}$/.test(ref)) {
    return { refspec: ref, checkout: ['FETCH_HEAD'] };
  }
  const branch = ref.replace(/^refs\/heads\//, '');
  if (!ref.startsWith('refs/') || ref.startsWith('refs/heads/')) {
    const tip = sha ?? (await git.resolve(repository, `refs/heads/${branch}`));
    if (tip !== null) {
      const remote = `refs/remotes/origin/${branch}`;
      return { refspec: `+${tip}:${remote}`, checkout: ['-B', branch, remote] };
    }
  }
  const tag = `refs/tags/${ref.replace(/^refs\/tags\//, '')}`;
  if (!ref.startsWith('refs/') || ref.startsWith('refs/tags/')) {
    const known = await git.resolve(repository, tag);
    return known === null ? null : { refspec: `+${tag}:${tag}`, checkout: [tag] };
  }
  if (ref.startsWith('refs/pull/') && sha !== null) {
    const remote = ref.replace('refs/pull/', 'refs/remotes/pull/');
    return { refspec: `+${sha}:${remote}`, checkout: [remote] };
  }
  return { refspec: ref, checkout: ['FETCH_HEAD'] };
}
