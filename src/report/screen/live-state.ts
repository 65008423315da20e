import { plural } from '../format.js';
import type { ShiftEvent } from '../shift-event.js';
import { type LiveGrind, withGrindEvent } from './live-grind.js';

/** What the live block knows of a shift; folded from its events. Times are milliseconds since the epoch. */
export interface LiveState {
  readonly startedAt: number;
  readonly runId: string | null;
  readonly phase: { readonly id: string; readonly title: string; readonly index: number; readonly of: number } | null;
  /** The sessions of a grind run; null in every other. */
  readonly grind: LiveGrind | null;
  /** The sweep under way: `sweep 1 after phase 02: 3 open items`; null while a phase is. */
  readonly sweep: string | null;
  /** What is being done, and since when. */
  readonly stage: string;
  readonly stageSince: number;
  /** Agent and model at work. */
  readonly agent: string | null;
  readonly tests: 'none yet' | 'running' | 'passed' | 'failed' | 'no command';
  /** Of the dispatches that ended in this shift; an agent tells at its end. */
  readonly tokens: number;
  readonly usd: number;
  /** The last words of the agent at work. */
  readonly said: string | null;
  readonly ended: boolean;
}

export function liveState(now: number): LiveState {
  return {
    startedAt: now,
    runId: null,
    phase: null,
    grind: null,
    sweep: null,
    stage: 'starting',
    stageSince: now,
    agent: null,
    tests: 'none yet',
    tokens: 0,
    usd: 0,
    said: null,
    ended: false,
  };
}

/** The state after an event. */
export function withEvent(state: LiveState, event: ShiftEvent, now: number): LiveState {
  const at = (stage: string): LiveState => ({ ...state, stage, stageSince: now, agent: null, said: null });
  switch (event.kind) {
    case 'claimed':
      return { ...at('preparing'), runId: event.runId };
    case 'phase_started': {
      const { id, title, index, of } = event;
      return { ...at('preparing'), phase: { id, title, index, of }, sweep: null, tests: 'none yet' };
    }
    case 'sweep_started': {
      const sweep = `sweep ${event.round} after phase ${event.after}: ${plural(event.open, 'open item')}`;
      return { ...at('preparing'), sweep, tests: 'none yet' };
    }
    case 'session_started':
      return { ...at('preparing'), grind: withGrindEvent(state.grind, event, now), tests: 'none yet' };
    case 'session_ended':
      return { ...at(`session ${event.session.status}`), grind: withGrindEvent(state.grind, event, now) };
    case 'budget_use':
      return { ...state, grind: withGrindEvent(state.grind, event, now) };
    case 'setup_started':
      return at('set-up');
    case 'dispatch_started':
      return { ...at(`${event.role}, attempt ${event.attempt}`), agent: `${event.agent}, ${event.model}` };
    case 'agent_text':
      return { ...state, said: lastLine(event.text) ?? state.said };
    case 'agent_tool':
      return { ...state, said: `(uses ${event.name})` };
    case 'dispatch_ended':
      return { ...at('checking'), tokens: state.tokens + event.tokens, usd: state.usd + event.usd };
    case 'agent_retry':
      return at(`waiting for ${event.agent}, retry ${event.retry} of ${event.of}`);
    case 'tests_started':
      return { ...at('tests'), tests: 'running' };
    case 'tests_ended':
      return { ...at('checking'), tests: event.report.passed ? 'passed' : 'failed' };
    case 'tests_skipped':
      return { ...state, tests: 'no command' };
    case 'planning_started':
      return at('planning');
    case 'landed':
    case 'sweep_landed':
      return at('landed');
    case 'ended':
      return { ...at(event.status), ended: true };
    default:
      return state;
  }
}

function lastLine(text: string): string | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim() ?? null;
}
