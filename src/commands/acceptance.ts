import type { LedgerState, TriggerInbox } from '../ledger/ledger.js';
import type { Trigger } from '../run/trigger.js';
import type { ParsedLine } from './grammar/parse-comment.js';
import type { Level } from './levels.js';
import type { CommandPorts, CommentEvent, ConfigReading } from './ports.js';

/** What became of one command line. */
export type LineOutcome =
  /** A trigger of ours is on the ledger; the run's status comment will be the answer. */
  | { readonly kind: 'accepted'; readonly runId: string }
  /** Accepted before, by this or another process. */
  | { readonly kind: 'known'; readonly runId: string }
  /** On the ledger, for a run that goes on or is to go on by itself; Markdown where people must know more than the reaction tells. */
  | { readonly kind: 'noted'; readonly runId: string; readonly text: string | null }
  /** A reading verb; Markdown. */
  | { readonly kind: 'answered'; readonly text: string }
  /** Nothing was started; Markdown, or null where 👎 says enough. */
  | { readonly kind: 'refused'; readonly text: string | null };

export interface LineResult {
  readonly line: ParsedLine;
  readonly outcome: LineOutcome;
}

/** What holds whoever asks, and however: read once before anything is accepted. */
export interface Premises {
  readonly ports: CommandPorts;
  readonly private: boolean;
  readonly branch: string;
  /** Tip of the default branch when the request was taken up: configuration, plan, prompts and base all come from it. */
  readonly sha: string;
  readonly config: ConfigReading;
  readonly inbox: TriggerInbox;
  /** The ledger, read again after each accepted command. */
  readonly ledger: { state: LedgerState };
}

/** What holds for all commands of one comment. */
export interface Acceptance extends Premises {
  readonly event: CommentEvent;
  readonly permission: string;
  readonly level: Level;
}

/** Who asks for something, where and when: the part of a trigger that says nothing of what is asked for. */
export type Asked = Pick<Trigger, 'key' | 'at' | 'actor' | 'source' | 'issue'>;

/** The key of a command, and of its trigger: the same for every delivery and every replica (I4). */
export function commandKey(commentId: number, index: number): string {
  return `${commentId}-${index}`;
}
