import { sha256 } from '../../base/digest.js';
import { statusComment, statusMarker } from '../../report/status-comment.js';
import type { Effects } from '../../run/effects.js';
import type { RunRecord } from '../../run/record.js';
import type { EffectInput, EffectPorts } from './context.js';

/** Writes the run's one status comment: creates it once, edits it when its text has changed. */
export async function convergeStatusComment(
  ports: EffectPorts,
  input: EffectInput,
  effects: Effects,
): Promise<Effects> {
  const { record } = input.view;
  if (record.issue === null || isSilent(record)) {
    return effects;
  }
  const pull = effects.pull_request;
  const body = statusComment(input.view, {
    workflowUrl: input.workflowUrl,
    pullRequest: pull === undefined ? null : { number: pull.number, url: pull.url },
    pullRequestRefused: effects.pull_request_refused,
    repositoryUrl: input.repositoryUrl,
  });
  const hash = sha256(body);
  const posted = effects.status_comment;
  if (posted?.hash === hash) {
    return effects;
  }
  if (posted !== undefined && (await ports.api.editComment(posted.id, body)) === 'edited') {
    return { ...effects, status_comment: { id: posted.id, hash } };
  }
  const found = posted === undefined ? await ports.api.findComment(record.issue, statusMarker(record.run_id)) : null;
  if (found !== null) {
    await ports.api.editComment(found.id, body);
    return { ...effects, status_comment: { id: found.id, hash } };
  }
  const created = await ports.api.comment(record.issue, body);
  ports.tell({ kind: 'effect', what: `status comment ${created.url}` });
  return { ...effects, status_comment: { id: created.id, hash } };
}

/** An edit notifies nobody, so the comment that asks questions is written when there are some, and not before. */
function isSilent({ status, planning, effects }: RunRecord): boolean {
  return status === 'running' && planning?.step === 'questions' && effects.status_comment === undefined;
}
