import { paddedSeq, type SessionStatus } from '../../grind/session-record.js';
import type { GrindEvent } from '../grind/grind-event.js';

/** What the live block knows of the sessions of a grind run. */
export interface LiveGrind {
  /** Sessions at work, by their numbers. */
  readonly working: readonly LiveSession[];
  /** The newest sessions that ended in this shift, the oldest first. */
  readonly ended: readonly SessionStatus[];
  /** What is used of each budget that is set, in words. */
  readonly budgets: readonly string[];
}

interface LiveSession {
  readonly seq: number;
  readonly prompt: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Marks of ended sessions that are shown, and sessions at work that are named. */
const MOST_MARKS = 30;
const NAMED = 4;

/** The original's marks; `-` and `!` are ours. */
const MARKS: Readonly<Record<SessionStatus, string>> = {
  ok: '+',
  error: 'x',
  timeout: 't',
  aborted: 'a',
  skipped: 's',
  discarded: '-',
  conflict: '!',
};

const NONE: LiveGrind = { working: [], ended: [], budgets: [] };

/** The sessions after an event; null as long as there was none. */
export function withGrindEvent(known: LiveGrind | null, event: GrindEvent, now: number): LiveGrind | null {
  const before = known ?? NONE;
  switch (event.kind) {
    case 'session_started': {
      const others = before.working.filter(({ seq }) => seq !== event.seq);
      const working = [...others, { seq: event.seq, prompt: event.prompt, since: now }];
      return { ...before, working: working.toSorted((a, b) => a.seq - b.seq) };
    }
    case 'session_ended': {
      const { seq, status } = event.session;
      const working = before.working.filter((each) => each.seq !== seq);
      return { ...before, working, ended: [...before.ended, status].slice(-MOST_MARKS) };
    }
    case 'budget_use':
      return { ...before, budgets: event.used };
    default:
      return known;
  }
}

/** The first line of the block: the session at work, or several of them, with a mark for each that ended before. */
export function grindHead({ working, ended }: LiveGrind, now: number, elapsed: (ms: number) => string): string {
  const marks = `${ended.map((status) => MARKS[status]).join('')}${'>'.repeat(working.length)}`;
  const named = working
    .slice(0, NAMED)
    .map(({ seq, prompt, since }) => `${paddedSeq(seq)} ${prompt} ${elapsed(now - since)}`);
  const more = working.length > NAMED ? `, and ${working.length - NAMED} more` : '';
  const what =
    working.length === 0
      ? 'between sessions'
      : `${working.length === 1 ? 'session' : `${working.length} sessions`} ${named.join(', ')}${more}`;
  return marks === '' ? what : `${what}  ${marks}`;
}
