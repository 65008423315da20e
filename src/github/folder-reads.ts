import { z } from 'zod';
import type { Caller } from './calls/caller.js';
import { readAs } from './schemas.js';

export interface FolderFile {
  readonly name: string;
  /** Null for links, for what is no text, and for what is too long for GitHub to show as a whole. */
  readonly text: string | null;
}

export interface FolderReads {
  /** The files right below a folder at a commit, with their texts, in one request; null where there is no such folder. */
  folder(path: string, sha: string): Promise<readonly FolderFile[] | null>;
}

/** Modes of git; everything but folders stands for a file, and only plain ones have a text. */
const FOLDER = 0o040000;
const PLAIN: readonly number[] = [0o100644, 0o100755];

const QUERY =
  'query($owner: String!, $repo: String!, $folder: String!) { repository(owner: $owner, name: $repo) { object(expression: $folder) { ... on Tree { entries { name mode object { ... on Blob { text isTruncated } } } } } } }';

const folderSchema = z.looseObject({
  repository: z.looseObject({
    /** An object without entries is a file. */
    object: z
      .looseObject({
        entries: z
          .array(
            z.looseObject({
              name: z.string(),
              mode: z.number().int(),
              object: z.looseObject({ text: z.string().nullish(), isTruncated: z.boolean().nullish() }).nullable(),
            }),
          )
          .optional(),
      })
      .nullable(),
  }),
});

export function folderReads(caller: Caller): FolderReads {
  return {
    async folder(path, sha) {
      const doing = `reading the folder ${path}`;
      const { data } = await caller.repeat({
        doing,
        onAmbiguous: 'repeat',
        send: async () => {
          const variables = { owner: caller.owner, repo: caller.repo, folder: `${sha}:${path}` };
          return { data: readAs(folderSchema, await caller.graphql(QUERY, variables), doing) };
        },
      });
      const entries = data.repository.object?.entries ?? null;
      return entries === null
        ? null
        : entries
            .filter(({ mode }) => mode !== FOLDER)
            .map(({ name, mode, object }) => ({
              name,
              text: PLAIN.includes(mode) && object?.isTruncated !== true ? (object?.text ?? null) : null,
            }));
    },
  };
}
