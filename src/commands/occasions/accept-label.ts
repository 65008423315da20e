import type { PitbossError } from '../../base/pitboss-error.js';
import { ROTATION_NAME } from '../../grind/rotation.js';
import type { Asked, LineOutcome, Premises } from '../acceptance.js';
import { type AnswerRow, answerBody, answerMarker, errorText } from '../answers/answer-text.js';
import { foreignCode } from '../answers/foreign-text.js';
import { spendingObstacle } from '../answers/spending-obstacle.js';
import { startAccepted } from '../dispatching/start-accepted.js';
import { beginGrind } from '../grind/begin-grind.js';
import { lasting } from '../lasting.js';
import type { CommandPorts } from '../ports.js';
import { exactLevel, type KnownStanding, standingOf } from '../standing.js';
import { type LabelEvent, rotationOfLabel } from './label-event.js';
import { premisesOf } from './premises.js';

export type LabelOutcome =
  | { readonly kind: 'ignored' }
  | { readonly kind: 'accepted' | 'known'; readonly runId: string }
  /** Its issue was told why. */
  | { readonly kind: 'refused' }
  /** A person must change something; the issue was told, if that was possible. */
  | { readonly kind: 'failed'; readonly error: PitbossError };

/**
 * Takes up a label: `pitboss:grind` starts a grind run for its issue, `pitboss:grind/<rotation>` one of that rotation, for whoever
 * may write the command. It stays where it is; taken off and put on again, it asks anew. Any number of calls for one event has the
 * effect of one. Rejects when GitHub fails in a way that passes.
 */
export async function acceptLabel(event: LabelEvent, ports: CommandPorts): Promise<LabelOutcome> {
  if (rotationOfLabel(event.label) === undefined) {
    return { kind: 'ignored' };
  }
  try {
    return await takeUp(event, ports);
  } catch (error) {
    const failure = lasting(error);
    if (failure === null) {
      throw error;
    }
    await tell(event, ports, [errorText(failure)]);
    return { kind: 'failed', error: failure };
  }
}

async function takeUp(event: LabelEvent, ports: CommandPorts): Promise<LabelOutcome> {
  const standing = await standingOf(event.sender.login, ports);
  if (standing.kind === 'unknown') {
    await tell(event, ports, [errorText(standing.error)]);
    return { kind: 'refused' };
  }
  const premises = await premisesOf(ports, standing);
  const known = premises.ledger.state.triggers.find(({ key }) => key === event.key);
  const outcome: LineOutcome =
    known === undefined ? await begin(event, premises, standing) : { kind: 'known', runId: known.run_id };
  if (outcome.kind === 'refused') {
    await tell(event, ports, [outcome.text ?? '']);
    return { kind: 'refused' };
  }
  if (outcome.kind !== 'accepted' && outcome.kind !== 'known') {
    return { kind: 'ignored' };
  }
  if (outcome.kind === 'accepted') {
    const started = await startAccepted(premises, [{ written: '', runId: outcome.runId, isNew: true }]);
    await tell(
      event,
      ports,
      started.rows.map(({ text }) => text),
      started.markers,
    );
  }
  return { kind: outcome.kind, runId: outcome.runId };
}

async function begin(event: LabelEvent, premises: Premises, standing: KnownStanding): Promise<LineOutcome> {
  const level = await exactLevel(event.sender.login, premises.ports, { standing, config: premises.config });
  const denied = spendingObstacle(premises.config, level);
  if (denied !== null) {
    return { kind: 'refused', text: denied };
  }
  const rotation = rotationOfLabel(event.label) ?? null;
  if (rotation !== null && !ROTATION_NAME.test(rotation)) {
    return { kind: 'refused', text: `${foreignCode(rotation, 64)} cannot be the name of a rotation.` };
  }
  const { login, id } = event.sender;
  const { number, title, url } = event.issue;
  const asked: Asked = {
    key: event.key,
    at: event.at,
    actor: { login, id, permission: standing.permission },
    source: { event: 'issues', comment_id: null, url },
    issue: { number, title: title.slice(0, 300) },
  };
  return beginGrind(premises, asked, { rotation, budgets: {}, carry: false });
}

/** Says something below the issue, once for this event, whoever else tries. */
async function tell(
  event: LabelEvent,
  ports: CommandPorts,
  texts: readonly string[],
  markers: readonly string[] = [],
): Promise<void> {
  const marker = answerMarker(event.key);
  if (texts.length === 0 || (await ports.api.findComment(event.issue.number, marker)) !== null) {
    return;
  }
  const head = `About the label ${foreignCode(event.label, 80)}:`;
  const rows: readonly AnswerRow[] = [{ written: '', text: [head, ...texts].join('\n\n') }];
  await ports.api.comment(event.issue.number, answerBody(rows, [marker, ...markers]));
}
