import { z } from 'zod';
import type { CommentEvent } from './ports.js';

/** The part of an `issue_comment` payload that we read; webhooks and workflow events have the same shape. */
const payloadSchema = z.looseObject({
  action: z.string(),
  issue: z.looseObject({
    number: z.number().int(),
    title: z.string(),
    body: z.string().nullish(),
    /** Links, there for pull requests only. */
    pull_request: z.unknown().optional(),
  }),
  comment: z.looseObject({
    id: z.number().int(),
    body: z.string().nullish(),
    created_at: z.string(),
    updated_at: z.string(),
    html_url: z.string(),
    user: z.looseObject({ login: z.string(), id: z.number().int(), type: z.string().default('User') }).nullable(),
  }),
  sender: z.looseObject({ type: z.string().default('User') }).optional(),
});

/** The comment of a payload, or null for anything but a new comment by a person who still exists. */
export function commentEventOf(payload: unknown): CommentEvent | null {
  const parsed = payloadSchema.safeParse(payload);
  if (!parsed.success || parsed.data.action !== 'created') {
    return null;
  }
  const { comment, issue, sender } = parsed.data;
  if (comment.user === null) {
    return null;
  }
  const { login, id, type } = comment.user;
  return {
    comment: {
      id: comment.id,
      issue: issue.number,
      body: comment.body ?? '',
      createdAt: comment.created_at,
      updatedAt: comment.updated_at,
      url: comment.html_url,
      author: { login, id, type: sender?.type === 'Bot' ? 'Bot' : type },
    },
    issue: {
      title: issue.title,
      body: issue.body ?? '',
      pullRequest: issue.pull_request !== undefined && issue.pull_request !== null,
    },
    via: 'delivery',
  };
}
