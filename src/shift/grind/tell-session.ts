import type { SessionRecord } from '../../grind/session-record.js';
import type { Tell } from '../../report/shift-event.js';
import type { Order } from '../../run/record.js';

/** What is told when a session begins, or goes on. */
export function tellStarted(tell: Tell, { session, stage }: Order): void {
  if (session === undefined) {
    return;
  }
  const { seq, prompt, rotation, parallel_safe: parallelSafe, again } = session;
  if (stage === 'setup' && !again) {
    tell({ kind: 'scheduler_picked', seq, rotation, prompt });
  }
  const resumedAt = stage === 'setup' ? null : stage;
  tell({ kind: 'session_started', seq, prompt, parallelSafe, resumedAt, ...(again ? { again } : {}) });
}

export function tellEnded(tell: Tell, session: SessionRecord, seconds: number): void {
  tell({ kind: 'session_ended', session, seconds });
}
