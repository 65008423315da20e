import { totalTokens, totalUsage } from '../run/usage.js';
import { dollars, duration, plural, tokens } from './format.js';
import type { GrindEvent } from './grind/grind-event.js';
import { grindSentence, grindTone } from './grind/grind-sentence.js';
import { clipped } from './markdown.js';
import { auditSentence } from './parts/audit.js';
import { agentSentence } from './parts/outages.js';
import { testChangeTexts } from './parts/test-changes.js';
import { baselineLine } from './parts/test-notes.js';
import { planningSentence } from './planning/planning-sentence.js';
import type { ShiftEvent } from './shift-event.js';

export interface LogLine {
  readonly source: 'pitboss' | 'agent' | 'agent:tool' | 'agent:log';
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad' | 'strong' | 'faint';
}

/** What a terminal or a job log shows for an event; several lines where the event carries several. */
export function logLines(event: ShiftEvent): readonly LogLine[] {
  switch (event.kind) {
    case 'agent_text':
      return event.text.split('\n').map((text) => ({ source: 'agent', text, tone: 'plain' }));
    case 'agent_tool':
      return [{ source: 'agent:tool', text: event.name, tone: 'faint' }];
    case 'agent_log':
      return [{ source: 'agent:log', text: event.line, tone: 'faint' }];
    case 'tests_ended':
      return event.report.summary.split('\n').map((text, index) => ({
        source: 'pitboss',
        text: index === 0 ? text : `  ${text}`,
        tone: event.report.passed ? 'good' : 'bad',
      }));
    case 'tests_weakened':
      return testChangeTexts(event.changes).map((text) => ({ source: 'pitboss', text, tone: 'bad' }));
    case 'ended':
      return ending(event);
    case 'baseline': {
      const text = baselineLine(event.baseline);
      return text === null
        ? []
        : [{ source: 'pitboss', text, tone: event.baseline.verdict === 'empty' ? 'plain' : 'bad' }];
    }
    case 'budget_use':
      return [];
    case 'scheduler_picked':
    case 'session_started':
    case 'hook_ran':
    case 'session_ended':
    case 'budget_warning':
      return [{ source: 'pitboss', text: grindSentence(event), tone: grindTone(event) }];
    default:
      return [line(event)];
  }
}

type Simple = Exclude<
  ShiftEvent,
  | GrindEvent
  | { kind: 'agent_text' | 'agent_tool' | 'agent_log' | 'tests_ended' | 'tests_weakened' | 'ended' | 'baseline' }
>;

function line(event: Simple): LogLine {
  return { source: 'pitboss', text: sentence(event), tone: tone(event) };
}

function tone(event: Simple): LogLine['tone'] {
  if (event.kind === 'landed' || event.kind === 'sweep_landed' || event.kind === 'plan_drafted') {
    return 'good';
  }
  if (event.kind === 'phase_started' || event.kind === 'sweep_started' || event.kind === 'claimed') {
    return 'strong';
  }
  if (
    event.kind === 'warning' ||
    event.kind === 'item_stale' ||
    event.kind === 'turn_short' ||
    event.kind === 'agent_retry' ||
    event.kind === 'agent_replaced' ||
    event.kind === 'draft_rejected'
  ) {
    return 'bad';
  }
  if (event.kind === 'agent_version') {
    return event.standing === 'tested' ? 'faint' : 'bad';
  }
  if (event.kind === 'audit_ended') {
    return event.beyond ? 'bad' : 'plain';
  }
  return event.kind === 'saved' || event.kind === 'effect' ? 'faint' : 'plain';
}

const TESTING = {
  unit: 'running tests',
  base: 'running tests before any agent',
  rerun: 'running failed tests again',
} as const;

function sentence(event: Simple): string {
  switch (event.kind) {
    case 'claimed':
      return `run ${event.runId}, shift ${event.shift}, ${event.branch === '' ? 'planning on' : `branch ${event.branch} from`} ${event.base.slice(0, 12)}`;
    case 'phase_started':
      return `phase ${event.id} (${event.index} of ${event.of}): ${event.title}${event.resumedAt === null ? '' : `, resumed at ${event.resumedAt}`}`;
    case 'sweep_started':
      return `sweep ${event.round} after phase ${event.after}: ${plural(event.open, 'open item')}${event.resumedAt === null ? '' : `, resumed at ${event.resumedAt}`}`;
    case 'planning_started':
    case 'questions_found':
    case 'draft_rejected':
    case 'plan_drafted':
      return planningSentence(event);
    case 'setup_started':
      return `setting up: ${event.label}`;
    case 'dispatch_started':
      return `${event.role} started: ${event.agent}, ${event.model} (attempt ${event.attempt}, dispatch ${event.total})`;
    case 'dispatch_ended':
      return `${event.role} ${event.outcome} after ${duration(event.seconds)}: ${tokens(event.tokens)} tokens, ${dollars(event.usd)}${event.message === '' ? '' : ` — ${event.message}`}`;
    case 'agent_version':
    case 'agent_retry':
    case 'agent_replaced':
      return agentSentence(event);
    case 'tests_started':
      return `${TESTING[event.of ?? 'unit']}: ${event.label}`;
    case 'tests_skipped':
      return 'no test command found; the work counts as passed';
    case 'turn_short':
      return `${shortfall(event)}; asking once more`;
    case 'audit_skipped':
      return 'nothing to audit: the unit left no diff';
    case 'audit_ended':
      return auditSentence(event.report);
    case 'saved':
      return `unfinished unit saved at stage ${event.stage}`;
    case 'landed':
      return landed(event);
    case 'sweep_landed':
      return `sweep after phase ${event.after} done: ${plural(event.resolved, 'item')} resolved, ${event.left} left; ${commitText(event.commit, 'no code changes')}; ${used(event)}`;
    case 'item_stale':
      return `stale item, tried in ${plural(event.attempts, 'sweep')}; it needs a person: ${clipped(event.text.replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}]/gu, ''), 200)}`;
    case 'effect':
      return event.what;
    case 'warning':
      return `warning: ${event.message}`;
  }
}

function shortfall({ role, unchanged, running, unread }: Extract<ShiftEvent, { kind: 'turn_short' }>): string {
  const left = (words: string, commands: readonly string[]) =>
    commands.length === 0 ? [] : [`${words} ${commands.map((command) => `\`${clipped(command, 100)}\``).join(', ')}`];
  const facts = [
    ...(unchanged ? ['changed nothing'] : []),
    ...left('ended before', running),
    ...left('never looked at what became of', unread),
  ];
  return `the ${role} ${facts.join(' and ')}`;
}

function landed(event: Extract<ShiftEvent, { kind: 'landed' }>): string {
  return `phase ${event.id} landed: ${commitText(event.commit, 'no code changes, plan advanced')}; ${used(event)}`;
}

function commitText(commit: string | null, none: string): string {
  return commit === null ? none : `commit ${commit.slice(0, 7)}`;
}

function used({ usage, seconds }: Extract<ShiftEvent, { kind: 'landed' | 'sweep_landed' }>): string {
  const total = totalUsage(usage);
  return `${plural(total.dispatches, 'dispatch', 'dispatches')}, ${tokens(totalTokens(total))} tokens, ${dollars(total.usd)}, ${duration(seconds)}`;
}

function ending(event: Extract<ShiftEvent, { kind: 'ended' }>): readonly LogLine[] {
  const words: Readonly<Record<string, string>> = { handed_over: 'handed over to the next shift' };
  const head = `run ${event.runId} ${words[event.status] ?? event.status} after ${duration(event.seconds)}, ${dollars(event.usd)}`;
  const good = event.status === 'finished' || event.status === 'handed_over' || event.status === 'waiting';
  const lines: LogLine[] = [{ source: 'pitboss', text: head, tone: good ? 'good' : 'bad' }];
  if (event.halt !== null) {
    const { code, what, why, fix } = event.halt;
    for (const text of [`${what} [${code}]`, ...why.split('\n'), fix]) {
      lines.push({ source: 'pitboss', text: `  ${text}`, tone: 'bad' });
    }
  }
  return lines;
}
