import type { FileChange } from '../git/comparison.js';
import type { Hub } from '../hub.js';
import type { Repository } from '../state.js';
import { repositoryUrl } from './repository.js';

/** A changed file as compare, commits and pull requests show it. */
export function fileView(hub: Hub, repo: Repository, ref: string, file: FileChange): Record<string, unknown> {
  const path = file.filename.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${hub.origin}/${repo.fullName}/blob/${ref}/${path}`,
    raw_url: `${hub.origin}/${repo.fullName}/raw/${ref}/${path}`,
    contents_url: `${repositoryUrl(hub, repo)}/contents/${path}?ref=${ref}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previous === null ? {} : { previous_filename: file.previous }),
  };
}
