import type { z } from 'zod';
import type { Caller } from './calls/caller.js';
import { markerOf } from './markers.js';
import type { CommentSnapshot, RepositoryApi } from './repository-api.js';
import { commentSchema, readAs } from './schemas.js';

type Comments = Pick<RepositoryApi, 'comment' | 'editComment' | 'findComment' | 'recentComments' | 'react'>;

const PAGE = 100;
/** Pages that a search for one of our comments reads, from the newest back. */
const SEARCH_PAGES = 10;
const RECENT_PAGES = 5;

const listSchema = commentSchema.array();

export function comments(caller: Caller): Comments {
  return {
    comment: (issue, body) => createComment(caller, issue, body),
    editComment: (id, body) =>
      caller.edit(`comment ${id}`, {
        doing: 'editing a comment',
        onAmbiguous: 'repeat',
        send: async () => {
          await caller.send('PATCH', `/issues/comments/${id}`, { body });
          return 'edited';
        },
        refused: (failure) => (failure.status === 404 || failure.status === 410 ? 'gone' : null),
      }),
    findComment: (issue, marker) => findOurs(caller, issue, marker),
    recentComments: (since) => recentComments(caller, since),
    react: (commentId, content) =>
      caller.write('reaction', {
        doing: 'reacting to a comment',
        onAmbiguous: 'repeat',
        send: async () => {
          await caller.send('POST', `/issues/comments/${commentId}/reactions`, { content });
        },
      }),
  };
}

/** A comment whose answer was lost is looked for by its marker before it is sent again; one without a marker is not sent again. */
function createComment(
  caller: Caller,
  issue: number,
  body: string,
): Promise<{ readonly id: number; readonly url: string }> {
  const doing = `commenting on #${issue}`;
  const marker = markerOf(body);
  return caller.write('final', {
    doing,
    onAmbiguous: marker === null ? 'fail' : () => findOurs(caller, issue, marker),
    send: async () => {
      const response = await caller.send('POST', `/issues/${issue}/comments`, { body });
      const data = readAs(commentSchema, response.data, doing);
      return { id: data.id, url: data.html_url };
    },
  });
}

/** Anybody can write our marker into a comment, so only those of a bot account count. Newest first. */
async function findOurs(
  caller: Caller,
  issue: number,
  marker: string,
): Promise<{ readonly id: number; readonly url: string } | null> {
  const doing = `looking for our comment on #${issue}`;
  const first = await page(caller, `/issues/${issue}/comments`, 1, doing);
  for (let number = first.last; number > Math.max(0, first.last - SEARCH_PAGES); number -= 1) {
    const { items } = number === 1 ? first : await page(caller, `/issues/${issue}/comments`, number, doing);
    const found = items.findLast((item) => isBot(item) && (item.body ?? '').includes(marker));
    if (found !== undefined) {
      return { id: found.id, url: found.html_url };
    }
  }
  return null;
}

type RawComment = z.infer<typeof commentSchema>;

function isBot(comment: RawComment): boolean {
  return comment.user?.type === 'Bot' || (comment.user?.login ?? '').endsWith('[bot]');
}

async function page(
  caller: Caller,
  path: string,
  number: number,
  doing: string,
): Promise<{ readonly items: readonly RawComment[]; readonly last: number }> {
  const joint = path.includes('?') ? '&' : '?';
  const response = await caller.read(`${path}${joint}per_page=${PAGE}&page=${number}`, doing);
  const last = /[?&]page=(\d+)[^>]*>;\s*rel="last"/.exec(String(response?.headers.link ?? ''))?.[1];
  return { items: readAs(listSchema, response?.data ?? [], doing), last: Number(last ?? number) };
}

/** GitHub's `since` looks at the last update; ordered by creation, newest first, the reading can stop at the instant asked for. */
async function recentComments(caller: Caller, since: string): Promise<readonly CommentSnapshot[]> {
  const query = `/issues/comments?sort=created&direction=desc&since=${encodeURIComponent(since)}`;
  const found = new Map<number, CommentSnapshot>();
  for (let number = 1; number <= RECENT_PAGES; number += 1) {
    const { items } = await page(caller, query, number, 'listing recent comments');
    const fresh = items.filter((item) => Date.parse(item.created_at) >= Date.parse(since));
    for (const item of fresh) {
      found.set(item.id, snapshotOf(item));
    }
    if (items.length < PAGE || fresh.length < items.length) {
      break;
    }
  }
  return [...found.values()].toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt) || a.id - b.id);
}

function snapshotOf(raw: RawComment): CommentSnapshot {
  return {
    id: raw.id,
    issue: Number(/\/(\d+)$/.exec(raw.issue_url ?? '')?.[1] ?? 0),
    body: raw.body ?? '',
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
    url: raw.html_url,
    author: { login: raw.user?.login ?? 'ghost', id: raw.user?.id ?? 0, type: raw.user?.type ?? 'User' },
  };
}
