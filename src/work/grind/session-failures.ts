/**
 * Whose failure a halt of a stage is. `session`: this session ends, and the run goes on with the next. `run`: the whole run halts. `begun`:
 * the session's once an agent may have worked in the tree; before that, every session would fail the same way. `money`: the session's where
 * only a cap of its own or of one dispatch is used up.
 */
type Whose = 'session' | 'run' | 'begun' | 'money';

export const WHOSE: Readonly<Record<string, Whose>> = {
  plan_tampered: 'run',
  policy_tampered: 'run',
  setup_failed: 'run',
  baseline_red: 'run',
  agent_authentication: 'run',
  agent_missing: 'run',
  agent_version: 'run',
  budget_exceeded: 'money',
  unsafe_tree: 'begun',
  tests_unusable: 'begun',
  tests_failed: 'session',
  tests_changed: 'session',
  tests_weakened: 'session',
  deferred_invalid: 'session',
  ended_early: 'session',
  no_changes: 'session',
  agent_failed: 'session',
  agent_refused: 'session',
  agent_turn_limit: 'session',
  agent_context_limit: 'session',
  agent_timeout: 'session',
  agent_drift: 'session',
};

export interface SoFar {
  /** Whether an agent may have worked in the tree. */
  readonly begun: boolean;
  /** Whether a cap of the run, of its issue or of the day is used up. */
  readonly runSpent: boolean;
}

/** Whether a halt ends just the session. What nobody has judged halts the run. */
export function endsSession(code: string, { begun, runSpent }: SoFar): boolean {
  switch (WHOSE[code]) {
    case 'session':
      return true;
    case 'begun':
      return begun;
    case 'money':
      return !runSpent;
    default:
      return false;
  }
}
