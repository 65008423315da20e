import type { Problem } from '../../config/problem.js';
import { MOST_FILES } from './paths.js';

/** The first files of a folder by name, and a word on the rest. */
export function firstFiles<T extends { readonly path: string }>(
  folder: string,
  files: readonly T[],
): { readonly files: readonly T[]; readonly problems: readonly Problem[] } {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const over = sorted.length - MOST_FILES;
  if (over <= 0) {
    return { files: sorted, problems: [] };
  }
  const message = `holds ${sorted.length} files; the last ${over} by name are not read`;
  const suggestion = `Keep at most ${MOST_FILES} there.`;
  return {
    files: sorted.slice(0, MOST_FILES),
    problems: [{ severity: 'warning', file: folder, path: '', line: null, message, suggestion }],
  };
}
