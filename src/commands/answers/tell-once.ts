import { entryOf } from '../../run/queue.js';
import { startsRun } from '../../run/trigger.js';
import type { Ground } from '../ground.js';
import type { CommandPorts } from '../ports.js';
import { answerBody, errorText } from './answer-text.js';

export interface Telling {
  readonly runId: string;
  /** Found again in the issue, it proves that people know. */
  readonly marker: string;
  readonly error: { readonly what: string; readonly why: string; readonly fix: string };
}

/** Says below the issue of a run why the run does not go on, unless that was said before; runs without an issue have nobody to tell. */
export async function tellOnce(ports: CommandPorts, { state }: Pick<Ground, 'state'>, telling: Telling): Promise<void> {
  const { runId, marker, error } = telling;
  const started = state.triggers.find((trigger) => startsRun(trigger) && trigger.run_id === runId);
  const issue = entryOf(state, runId).record?.issue ?? started?.issue?.number ?? null;
  if (issue === null || (await ports.api.findComment(issue, marker)) !== null) {
    return;
  }
  await ports.api.comment(issue, answerBody([{ written: '', text: errorText(error) }], [marker]));
}
