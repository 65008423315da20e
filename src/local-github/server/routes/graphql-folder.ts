import { z } from 'zod';
import type { RouteReply } from '../../contract.js';
import type { Call } from '../call.js';
import { levelOn } from '../credentials.js';
import { entryType } from '../git/trees.js';
import { reply } from '../http/reply.js';
import { findRepository } from '../state.js';

/** `repository(…) { object(…) { ... on Tree { entries { … ... on Blob { text isTruncated } } } } }`. */
export const FOLDER =
  /^\s*query\b[^{]*\{\s*repository\([^)]*\)\s*\{\s*object\([^)]*\)\s*\{\s*\.\.\. on Tree \{\s*entries \{ name mode object \{ \.\.\. on Blob \{ text isTruncated \} \} \}/;

const variablesSchema = z.object({ owner: z.string(), repo: z.string(), folder: z.string() });

/** GitHub shows at most this much of a blob's text. */
const LONGEST_TEXT = 512 * 1024;

/** The entries of a folder with their texts; null where there is none, an object without entries for a file. */
export async function folder(call: Call, variables: Readonly<Record<string, unknown>>): Promise<RouteReply> {
  const given = variablesSchema.safeParse(variables);
  const repo = given.success ? findRepository(call.hub.state, `${given.data.owner}/${given.data.repo}`) : null;
  if (!given.success || repo === null || levelOn(call.hub.state, call.credential, repo) === 'none') {
    return reply(200, { errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a Repository.' }] });
  }
  const git = call.hub.git(repo);
  const found = await git.object(given.data.folder);
  if (found === null) {
    return reply(200, { data: { repository: { object: null } } });
  }
  if (found.type !== 'tree') {
    return reply(200, { data: { repository: { object: {} } } });
  }
  const entries = [];
  for (const { name, mode, sha } of await git.tree(found.sha)) {
    const blob = entryType(mode) === 'blob' ? await git.object(sha) : null;
    entries.push({ name, mode: Number.parseInt(mode, 8), object: blob === null ? {} : textOf(blob.content) });
  }
  return reply(200, { data: { repository: { object: { entries } } } });
}

function textOf(content: Buffer): { readonly text: string | null; readonly isTruncated: boolean } {
  const binary = content.includes(0);
  return {
    text: binary ? null : content.subarray(0, LONGEST_TEXT).toString('utf8'),
    isTruncated: content.length > LONGEST_TEXT,
  };
}
