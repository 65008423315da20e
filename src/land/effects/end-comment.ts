import { sha256 } from '../../base/digest.js';
import { endComment, endMarker } from '../../report/end-comment.js';
import type { Effects } from '../../run/effects.js';
import type { EffectInput, EffectPorts } from './context.js';

/** Says once, in a new comment, that the run stands still or is over; a later end of the same run edits that comment. */
export async function convergeEndComment(ports: EffectPorts, input: EffectInput, effects: Effects): Promise<Effects> {
  const { record } = input.view;
  // Questions are a comment of their own already: that of the status.
  if (record.issue === null || (record.status === 'waiting' && record.planning?.step !== 'review')) {
    return effects;
  }
  const body = endComment(input.view, effects.pull_request ?? null, effects.pull_request_refused);
  const hash = sha256(body);
  const known = effects.end_comment ?? null;
  if (known?.hash === hash) {
    return effects;
  }
  const posted = known ?? (await ports.api.findComment(record.issue, endMarker(record.run_id)));
  if (posted !== null && (await ports.api.editComment(posted.id, body)) === 'edited') {
    return { ...effects, end_comment: { id: posted.id, hash } };
  }
  const created = await ports.api.comment(record.issue, body);
  return { ...effects, end_comment: { id: created.id, hash } };
}
