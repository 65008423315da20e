import { dollars, tokens } from '../format.js';
import { printable } from '../printable.js';
import { grindHead } from './live-grind.js';
import type { LiveState } from './live-state.js';
import { fitted } from './text-width.js';

/** Below this the block is one line: more would leave no room for the log. */
const FEW_ROWS = 8;
/** A plan with more phases than this is shown in numbers only. */
const MOST_MARKS = 30;

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The live block: where the run stands, in at most four lines that fit the terminal. Empty once the shift has ended. */
export function liveBlock(state: LiveState, now: number, size: Size): readonly string[] {
  if (state.ended) {
    return [];
  }
  // The last column stays free: some terminals wrap a line that fills it.
  const columns = Math.max(1, size.columns - 1);
  const lines = size.rows < FEW_ROWS ? [shortLine(state, now)] : fullLines(state, now);
  return lines.map((line) => fitted(printable(line.replaceAll(/\s/g, ' ')), columns));
}

function shortLine(state: LiveState, now: number): string {
  const { phase, sweep } = state;
  const sessions = state.grind === null ? '' : `${state.grind.working.length} at work, `;
  const place = sweep !== null ? 'sweep, ' : phase === null ? sessions : `${phase.index}/${phase.of} `;
  return `${place}${state.stage} · ${dollars(state.usd)} · ${elapsed(now - state.startedAt)}`;
}

function fullLines(state: LiveState, now: number): readonly string[] {
  const { phase, sweep } = state;
  const ofPhase =
    phase === null
      ? `pitboss ${state.runId ?? ''}`.trimEnd()
      : `phase ${phase.index}/${phase.of}${marks(phase.index, phase.of)}  ${phase.id}: ${phase.title}`;
  const head = state.grind === null ? (sweep ?? ofPhase) : grindHead(state.grind, now, elapsed);
  const budgets = (state.grind?.budgets ?? []).map((text) => ` · ${text}`).join('');
  const agent = state.agent === null ? '' : ` (${state.agent})`;
  return [
    head,
    `  ${state.stage}${agent} for ${elapsed(now - state.stageSince)}${state.said === null ? '' : ` — ${state.said}`}`,
    `  tests: ${state.tests} · ${tokens(state.tokens)} tokens · ${dollars(state.usd)} · ${elapsed(now - state.startedAt)}${budgets}`,
  ];
}

/** The original's marks: `+` done, `>` now, `·` to come. */
function marks(index: number, of: number): string {
  return of > MOST_MARKS ? '' : `  ${'+'.repeat(index - 1)}>${'·'.repeat(of - index)}`;
}

/** `5s`, `1m 05s`, `2h 03m`: whole seconds, as a number that runs must not shimmer. */
function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) {
    return `${hours}h ${String(minutes).padStart(2, '0')}m`;
  }
  return minutes > 0 ? `${minutes}m ${String(seconds % 60).padStart(2, '0')}s` : `${seconds}s`;
}
