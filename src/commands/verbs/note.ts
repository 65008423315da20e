import { entryOf } from '../../run/queue.js';
import type { Acceptance, LineOutcome } from '../acceptance.js';
import type { ParsedLine } from '../grammar/parse-comment.js';
import type { Command } from '../grammar/verbs.js';
import { findTarget } from '../target.js';
import { add, triggerOf } from './add-trigger.js';

const NOBODY: ReadonlySet<string> = new Set();

/** Puts a note on the ledger. Whoever holds the run finds it there; nothing is dispatched for it. */
export async function note(
  acceptance: Acceptance,
  line: ParsedLine,
  command: Extract<Command, { verb: 'note' }>,
): Promise<LineOutcome> {
  const { ledger, event } = acceptance;
  const { runId, text } = command;
  const target = findTarget(ledger.state, { verb: 'note', issue: event.comment.issue, runId, abandoned: NOBODY });
  if (!target.ok) {
    return { kind: 'refused', text: target.error };
  }
  const trigger = triggerOf(acceptance, line, { verb: 'note', run_id: target.value });
  const added = await add(acceptance, { ...trigger, note: { text } });
  return added.kind === 'accepted'
    ? { kind: 'noted', runId: target.value, text: halted(acceptance, target.value) }
    : added;
}

/** A run that stands still shows no reaction of its own until somebody lets it go on. */
function halted({ ledger }: Acceptance, runId: string): string | null {
  return entryOf(ledger.state, runId).status === 'halted'
    ? `Noted. Run \`${runId}\` is halted: its next agent is shown the note when \`/pitboss rebuy ${runId}\` lets it go on.`
    : null;
}
