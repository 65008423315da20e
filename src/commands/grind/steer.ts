import type { Acceptance, LineOutcome } from '../acceptance.js';
import type { ParsedLine } from '../grammar/parse-comment.js';
import type { Command } from '../grammar/verbs.js';
import { findTarget } from '../target.js';
import { add, triggerOf } from '../verbs/add-trigger.js';

const NOBODY: ReadonlySet<string> = new Set();

/** `/pitboss skip` and `/pitboss pause`: a word to a run that goes on anyway. Whoever holds it finds the word; nothing is dispatched. */
export async function steer(
  acceptance: Acceptance,
  line: ParsedLine,
  { verb, runId }: Extract<Command, { verb: 'skip' | 'pause' }>,
): Promise<LineOutcome> {
  const { ledger, event } = acceptance;
  const target = findTarget(ledger.state, { verb, issue: event.comment.issue, runId, abandoned: NOBODY });
  if (!target.ok) {
    return { kind: 'refused', text: target.error };
  }
  const added = await add(acceptance, triggerOf(acceptance, line, { verb, run_id: target.value }));
  return added.kind === 'accepted' ? { kind: 'noted', runId: target.value, text: null } : added;
}
