import type { RepoCall } from '../call.js';
import { repositoryUrl } from './repository.js';

/** The path of a contents request without slashes at its ends; '' is the root. */
export function cleanPath(call: RepoCall): string {
  return (call.params.path ?? '').replace(/^\/+|\/+$/g, '');
}

export interface ContentsEntry {
  readonly path: string;
  readonly ref: string;
  readonly sha: string;
  readonly type: string;
  readonly size: number;
}

export function entryView(call: RepoCall, entry: ContentsEntry): Record<string, unknown> {
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const url = `${repositoryUrl(call.hub, call.repo)}/contents/${path}?ref=${encodeURIComponent(entry.ref)}`;
  const kind = entry.type === 'dir' ? 'tree' : 'blob';
  const git = `${repositoryUrl(call.hub, call.repo)}/git/${kind}s/${entry.sha}`;
  const html = `${call.hub.origin}/${call.repo.fullName}/${kind}/${entry.ref}/${path}`;
  return {
    name: entry.path.split('/').at(-1),
    path: entry.path,
    sha: entry.sha,
    size: entry.size,
    url,
    html_url: html,
    git_url: git,
    download_url: entry.type === 'file' ? `${call.hub.origin}/${call.repo.fullName}/raw/${entry.ref}/${path}` : null,
    type: entry.type,
    _links: { self: url, git, html },
  };
}
