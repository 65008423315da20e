import type { LineResult } from '../acceptance.js';
import type { CommandPorts, CommentEvent } from '../ports.js';
import { type AnswerRow, answerBody, answerMarker } from './answer-text.js';

/** Answers once per comment, whoever else tries: the marker of an earlier answer is looked for first. */
export async function answer(
  ports: CommandPorts,
  event: CommentEvent,
  content: { readonly rows: readonly AnswerRow[]; readonly markers?: readonly string[] },
): Promise<void> {
  const marker = answerMarker(event.comment.id);
  if (content.rows.length === 0 || (await ports.api.findComment(event.comment.issue, marker)) !== null) {
    return;
  }
  await ports.api.comment(event.comment.issue, answerBody(content.rows, [marker, ...(content.markers ?? [])]));
}

/** A failed reaction never fails a command. */
export async function reactSafely(
  ports: CommandPorts,
  event: CommentEvent,
  content: 'eyes' | '+1' | '-1',
): Promise<void> {
  try {
    await ports.api.react(event.comment.id, content);
  } catch (error) {
    ports.log.warn({ comment: event.comment.id, content, error: String(error) }, 'reaction failed');
  }
}

/** The one closing reaction that is ours to give; null where a shift will give 🚀, or somebody has answered before. */
export function closingReaction(results: readonly LineResult[]): '+1' | '-1' | null {
  const kinds = new Set(results.map((result) => result.outcome.kind));
  if (kinds.has('accepted') || kinds.has('known') || kinds.has('noted')) {
    return null;
  }
  return kinds.has('refused') ? '-1' : '+1';
}
