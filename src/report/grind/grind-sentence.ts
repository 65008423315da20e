import type { WarningKind } from '../../grind/budgets.js';
import { paddedSeq } from '../../grind/session-record.js';
import { dollars, duration, tokens } from '../format.js';
import { clipped } from '../markdown.js';
import type { GrindEvent } from './grind-event.js';

const BUDGETS: Readonly<Record<WarningKind, string>> = {
  iterations: 'sessions (max_iterations)',
  tokens: 'tokens (max_tokens)',
  cost: 'money (max_cost_usd)',
  elapsed: 'time (until)',
};

/** Everything but what is only shown on a screen. */
type Said = Exclude<GrindEvent, { kind: 'budget_use' }>;

/** What a terminal or a job log says about a step of a grind run. */
export function grindSentence(event: Said): string {
  switch (event.kind) {
    case 'scheduler_picked':
      return `rotation ${event.rotation}: the turn of ${event.prompt}`;
    case 'session_started':
      return `session ${paddedSeq(event.seq)}: ${event.prompt}${howItBegins(event)}`;
    case 'hook_ran':
      return `session ${paddedSeq(event.seq)}: hook ${event.hook.kind} ${event.hook.outcome}`;
    case 'session_ended':
      return ended(event);
    case 'budget_warning':
      return `80 % of the run's budget of ${BUDGETS[event.budget]} is used`;
  }
}

function howItBegins({ resumedAt, again }: Extract<GrindEvent, { kind: 'session_started' }>): string {
  if (resumedAt !== null) {
    return `, resumed at ${resumedAt}`;
  }
  return again === true
    ? ', once more and alone: it did not merge with what landed before it, or not without failing tests'
    : '';
}

function ended({ session, seconds }: Extract<GrindEvent, { kind: 'session_ended' }>): string {
  const { seq, prompt, status, commit, cost_usd: usd } = session;
  const what = commit === null ? 'no commit' : `commit ${commit.slice(0, 7)}`;
  const used = `${tokens(session.tokens.input + session.tokens.output)} tokens, ${dollars(usd)}, ${duration(seconds)}`;
  const summary = (session.summary ?? '').trim().split('\n')[0] ?? '';
  const said = summary === '' ? '' : ` — ${clipped(summary, 200)}`;
  return `session ${paddedSeq(seq)} (${prompt}) ${status}: ${what}; ${used}${said}`;
}

/** How such an event is shown. */
export function grindTone(event: Said): 'plain' | 'good' | 'bad' | 'strong' | 'faint' {
  switch (event.kind) {
    case 'scheduler_picked':
      return 'faint';
    case 'session_started':
      return 'strong';
    case 'hook_ran':
      return event.hook.success ? 'faint' : 'bad';
    case 'session_ended':
      return event.session.status === 'ok' ? 'good' : 'bad';
    case 'budget_warning':
      return 'bad';
  }
}
