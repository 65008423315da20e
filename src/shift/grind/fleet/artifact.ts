import { join } from 'node:path';

/** Name of the artifact with a session's result: one of its own for each job of a matrix, in each attempt. */
export function artifactName(workflowRunId: string, attempt: number, seq: number): string {
  return `pitboss-session-${workflowRunId}-${seq}-${attempt}`;
}

/** Files of a session's result, in the folder that becomes its artifact and in the one that it comes as. */
export function artifactFiles(folder: string): { readonly result: string; readonly bundle: string } {
  return { result: join(folder, 'result.json'), bundle: join(folder, 'tree.bundle') };
}

/** Longest bundle of a session's tree, in bytes. */
export const LONGEST_BUNDLE = 50 * 1024 * 1024;
/** Longest result.json, in bytes: a scratchpad, a summary and what is known of its tests. */
export const LONGEST_RESULT = 4 * 1024 * 1024;
/** Most bytes of changed files that a bundle may unfold to. */
export const MOST_CONTENT = 500 * 1024 * 1024;
