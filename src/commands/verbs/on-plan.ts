import type { Planning } from '../../run/planning/planning.js';
import type { QueueEntry } from '../../run/queue.js';
import type { RunRecord } from '../../run/record.js';
import type { Acceptance, LineOutcome } from '../acceptance.js';
import { foreignCode } from '../answers/foreign-text.js';
import type { ParsedLine } from '../grammar/parse-comment.js';
import type { Command } from '../grammar/verbs.js';
import { add, triggerOf } from './add-trigger.js';
import { planRunsOf } from './plan-runs.js';

type PlanWord = Extract<Command, { verb: 'answer' | 'revise' | 'approve' }>;

/** A person's word on the plan of an issue: answers, a change, an approval. */
export async function onPlan(acceptance: Acceptance, line: ParsedLine, command: PlanWord): Promise<LineOutcome> {
  const { issue } = acceptance.event.comment;
  const entry = planRunsOf(acceptance.ledger.state, issue).find(({ status }) => status !== 'folded');
  if (entry === undefined) {
    return refused('Nothing is planned for this issue. `/pitboss plan` has a plan written.');
  }
  const { record } = entry;
  const planning = record?.planning;
  if (record === null || planning === undefined) {
    return refused(`Run \`${entry.runId}\` has not begun yet; it says in a comment when it has something to ask.`);
  }
  const obstacle = standing(entry, planning, command);
  if (obstacle !== null) {
    return refused(`Run \`${entry.runId}\` ${obstacle}`);
  }
  const trigger = triggerOf(acceptance, line, { verb: command.verb, run_id: entry.runId });
  return command.verb === 'approve'
    ? approve(acceptance, record, command, trigger)
    : add(acceptance, { ...trigger, text: command.text });
}

/** Why a run cannot take this word now. */
function standing(entry: QueueEntry, planning: Planning, { verb }: PlanWord): string | null {
  // Whatever stands in its inbox: a run that is over takes nothing up any more.
  if (verb === 'approve' && entry.status === 'finished') {
    return null;
  }
  const asked = entry.inbox.find((trigger) => ['answer', 'revise', 'approve', 'fold'].includes(trigger.verb));
  if (asked !== undefined) {
    return `has \`${asked.verb}\` from you already and has not applied it yet. Wait for its comment.`;
  }
  if (entry.status !== 'waiting' || entry.record?.wake_at !== null) {
    return `is ${entry.status} and waits for no answer of yours.`;
  }
  if (verb === 'answer') {
    return planning.step === 'answers' ? null : 'has asked no questions. Its draft waits for `/pitboss approve`.';
  }
  if (planning.step !== 'review') {
    return 'has no draft yet: it waits for answers to its questions (`/pitboss answer`).';
  }
  return verb === 'revise' && planning.revisions >= planning.max_revisions
    ? `was revised ${planning.revisions} times, as often as \`plan.max_revisions\` allows. Approve the draft, or fold the run and plan anew.`
    : null;
}

/**
 * An approval is for one text on one commit. Without the text's hash it is for the draft that stood there when the comment was
 * written, and without a commit for the one that the draft was written on.
 */
function approve(
  acceptance: Acceptance,
  record: RunRecord,
  { hash, base }: Extract<PlanWord, { verb: 'approve' }>,
  trigger: ReturnType<typeof triggerOf>,
): Promise<LineOutcome> | LineOutcome {
  const { event, sha, branch } = acceptance;
  const short = record.plan_sha256.slice(0, 12);
  if (hash !== null && !record.plan_sha256.startsWith(hash.toLowerCase())) {
    return refused(
      `The draft is \`${short}\` now, not ${foreignCode(hash, 64)}: it changed after you read it. Read it again.`,
    );
  }
  const draftedAt = record.planning?.drafted_at ?? null;
  if (hash === null && draftedAt !== null && Date.parse(draftedAt) > Date.parse(event.comment.createdAt)) {
    return refused(`The draft was written after your command. Read it, then write \`/pitboss approve ${short}\`.`);
  }
  if (base !== null && !sha.startsWith(base.toLowerCase())) {
    return refused(`${foreignCode(branch)} is at \`${sha.slice(0, 12)}\` now, not at ${foreignCode(base, 64)}.`);
  }
  if (base === null && record.base.sha !== sha) {
    const moved = `The draft was written on \`${record.base.sha.slice(0, 12)}\`, and ${foreignCode(branch)} is at \`${sha.slice(0, 12)}\` now.`;
    return refused(
      `${moved} If the plan still fits, write \`/pitboss approve ${short} ${sha.slice(0, 12)}\`; if not, \`/pitboss plan\` makes a new one.`,
    );
  }
  const approval = { plan_sha256: record.plan_sha256, base_sha: sha, by: event.comment.author.login };
  return given(acceptance, record, { ...trigger, approval });
}

/** A run that is over is not taken up again; the approval on the ledger is all that `play` needs. */
async function given(
  acceptance: Acceptance,
  record: RunRecord,
  trigger: ReturnType<typeof triggerOf>,
): Promise<LineOutcome> {
  const outcome = await add(acceptance, trigger);
  return record.status === 'finished' && outcome.kind === 'accepted'
    ? {
        kind: 'answered',
        text: `Approved for \`${acceptance.sha.slice(0, 12)}\`. \`/pitboss play\` carries the plan out.`,
      }
    : outcome;
}

function refused(text: string): LineOutcome {
  return { kind: 'refused', text };
}
