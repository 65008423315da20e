import { fail, ok, type Result } from '../base/result.js';
import type { GitHubRepository } from '../github/create-repository-api.js';
import type { IssueSnapshot } from '../github/repository-api.js';
import type { CommentEvent } from './ports.js';

const EDITED =
  'The text of this issue was edited after your command, so it may not be the plan that you meant. Read it and write the command again.';
const UNKNOWN =
  'I cannot tell whether the text of this issue was edited after your command. Read it and write the command again.';

/**
 * Whether the issue's text is what the commenter saw.
 *
 * What can be known: a delivery carries the text of that moment, so equal texts settle it. Without one, `updated_at` settles it only if it
 * is not later than the comment (any comment, label or reaction moves it too). Otherwise GraphQL tells when the text was last edited. Where
 * none of them answers, the plan is refused: a command written again costs a minute, a plan slipped in under it costs trust.
 */
export async function bodyBeforeComment(
  api: GitHubRepository,
  event: CommentEvent,
  issue: IssueSnapshot,
): Promise<Result<null, string>> {
  if (event.issue.body !== null) {
    return sameText(event.issue.body, issue.body) ? ok(null) : fail(EDITED);
  }
  const commented = Date.parse(event.comment.createdAt);
  if (Date.parse(issue.updatedAt) <= commented) {
    return ok(null);
  }
  try {
    const edited = await api.bodyEditedAt(issue.number);
    return edited === null || Date.parse(edited) <= commented ? ok(null) : fail(EDITED);
  } catch {
    return fail(UNKNOWN);
  }
}

function sameText(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');
}
