import type { Trigger } from '../../run/trigger.js';
import { type Acceptance, commandKey, type LineOutcome } from '../acceptance.js';
import type { ParsedLine } from '../grammar/parse-comment.js';

/** Puts a command on the ledger; from here on it is accepted. */
export async function add(acceptance: Acceptance, trigger: Trigger): Promise<LineOutcome> {
  const { ports, inbox, ledger } = acceptance;
  const added = await inbox.add(trigger);
  ports.log.info({ key: trigger.key, verb: trigger.verb, run: trigger.run_id, result: added }, 'trigger');
  ledger.state = await inbox.read();
  return { kind: added === 'added' ? 'accepted' : 'known', runId: trigger.run_id };
}

/** A command of a comment, in the form that every command has. */
export function triggerOf(
  acceptance: Acceptance,
  line: ParsedLine,
  what: { readonly verb: Trigger['verb']; readonly run_id: string },
): Trigger {
  const { comment, issue } = acceptance.event;
  return {
    schema: 1,
    key: commandKey(comment.id, line.index),
    verb: what.verb,
    at: comment.createdAt,
    run_id: what.run_id,
    actor: { login: comment.author.login, id: comment.author.id, permission: acceptance.permission },
    source: { event: 'issue_comment', comment_id: comment.id, url: comment.url },
    issue: {
      number: comment.issue,
      title: issue.title.slice(0, 300),
      ...(issue.pullRequest ? { pull_request: true } : {}),
    },
    plan: null,
    base: null,
  };
}
