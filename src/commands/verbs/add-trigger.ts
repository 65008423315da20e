import type { Trigger } from '../../run/trigger.js';
import { type Acceptance, type Asked, commandKey, type LineOutcome, type Premises } from '../acceptance.js';
import type { ParsedLine } from '../grammar/parse-comment.js';
import type { Command } from '../grammar/verbs.js';

/** Puts a command on the ledger; from here on it is accepted. */
export async function add({ ports, inbox, ledger }: Premises, trigger: Trigger): Promise<LineOutcome> {
  const added = await inbox.add(trigger);
  ports.log.info({ key: trigger.key, verb: trigger.verb, run: trigger.run_id, result: added }, 'trigger');
  ledger.state = await inbox.read();
  return { kind: added === 'added' ? 'accepted' : 'known', runId: trigger.run_id };
}

/** A command of a comment, in the form that every command has. */
export function triggerOf(acceptance: Acceptance, line: ParsedLine, what: What): Trigger {
  return triggerFor(askedIn(acceptance, line), what);
}

type What = Pick<Trigger, 'verb' | 'run_id'>;

/** A trigger of which only the verb and its run are known yet. */
export function triggerFor(asked: Asked, what: What): Trigger {
  return { schema: 1, ...asked, ...what, plan: null, base: null };
}

/** Who wrote a command line, and where. */
export function askedIn({ event, permission }: Acceptance, line: ParsedLine): Asked {
  const { comment, issue } = event;
  return {
    key: commandKey(comment.id, line.index),
    at: comment.createdAt,
    actor: { login: comment.author.login, id: comment.author.id, permission },
    source: { event: 'issue_comment', comment_id: comment.id, url: comment.url },
    issue: {
      number: comment.issue,
      title: issue.title.slice(0, 300),
      ...(issue.pullRequest ? { pull_request: true } : {}),
    },
  };
}

/** The word on sweeps that came with a command. */
export function sweepWord(command: Command): Pick<Trigger, 'sweep'> {
  return 'sweep' in command && command.sweep !== undefined ? { sweep: command.sweep } : {};
}
