import { PROMPT_NAME } from '../../grind/prompt.js';
import type { RotationState } from '../../grind/rotation-state.js';
import { paddedSeq, type SessionRecord } from '../../grind/session-record.js';
import { plural } from '../format.js';
import { clipped, inert } from '../markdown.js';
import { promptText } from './session-text.js';

/** Prompts whose metric is drawn, and readings of one that are drawn and listed; how many there are beyond is said. */
const PROMPTS = 5;
const POINTS = 40;

interface Reading {
  /** Run that it is of; null for this one. */
  readonly run: string | null;
  readonly seq: number;
  readonly at: string;
  readonly before: number;
  readonly after: number;
  readonly kept: boolean;
}

/** The history of each metric that this run measured: drawn, and as a table; what earlier runs of the rotation measured stands before it. */
export function metricsSection(sessions: readonly SessionRecord[], rotation: RotationState | null): string {
  const goals = new Map(sessions.flatMap(({ prompt, metric }) => (metric === null ? [] : [[prompt, metric.goal]])));
  const names = [...goals.keys()].filter((name) => own(sessions, name).length > 0).toSorted();
  const parts = names.slice(0, PROMPTS).map((name) => {
    const mine = own(sessions, name);
    const earlier = before(rotation, name, sessions);
    return history({ name, goal: goals.get(name) ?? '', mine, readings: [...earlier, ...mine] });
  });
  const more = names.length > PROMPTS ? [`_${plural(names.length - PROMPTS, 'more metric')} not shown._`] : [];
  return parts.length === 0 ? '' : ['## Metrics', ...parts, ...more].join('\n\n');
}

function own(sessions: readonly SessionRecord[], name: string): readonly Reading[] {
  return sessions.flatMap(({ prompt, metric, seq, ended_at: at, commit }) =>
    prompt !== name || metric === null || metric.after === null
      ? []
      : [{ run: null, seq, at, before: metric.before, after: metric.after, kept: metric.kept && commit !== null }],
  );
}

function before(rotation: RotationState | null, name: string, sessions: readonly SessionRecord[]): readonly Reading[] {
  const runId = sessions[0]?.run_id;
  return (rotation?.metrics[name] ?? [])
    .filter((point) => point.run_id !== runId)
    .map(({ run_id: run, ...point }) => ({ ...point, run }));
}

interface History {
  readonly name: string;
  readonly goal: string;
  readonly mine: readonly Reading[];
  /** Of all runs, the oldest first. */
  readonly readings: readonly Reading[];
}

function history({ name, goal, mine, readings }: History): string {
  const shown = readings.slice(-POINTS);
  const kept = mine.filter((reading) => reading.kept).length;
  const [first, last] = [mine[0], mine.at(-1)];
  const moved = first === undefined || last === undefined ? '' : `${first.before} -> ${standing(last)} in this run, `;
  const line = `**${promptText(name)}** (${goal}): ${moved}${kept} of ${plural(mine.length, 'reading')} kept`;
  return [line, chart(name, goal, shown), table(shown, readings.length)].filter((part) => part !== '').join('\n\n');
}

/** What the branch measures after a session: the new value where it was kept, the old one where it was not. */
function standing({ kept, before: old, after }: Reading): number {
  return kept ? after : old;
}

/** Bars are what was measured, the line is what the branch had after it: where they part, the session was discarded. */
function chart(name: string, goal: string, readings: readonly Reading[]): string {
  const measured = readings.map(({ after }) => after);
  const line = readings.map(standing);
  const range = axis([...measured, ...line]);
  const numbers = [...measured, ...line, ...range].map(decimal);
  if (!numbers.every((text) => /^-?\d+(\.\d+)?$/.test(text))) {
    return '';
  }
  const title = PROMPT_NAME.test(name) ? name : 'metric';
  const labels = readings.map(({ kept }, index) => `"${index + 1}${kept ? '' : ' ✗'}"`);
  return [
    '```mermaid',
    'xychart-beta',
    `    title "${title} (${goal})"`,
    `    x-axis [${labels.join(', ')}]`,
    `    y-axis "value" ${range.map(decimal).join(' --> ')}`,
    `    bar [${measured.map(decimal).join(', ')}]`,
    `    line [${line.map(decimal).join(', ')}]`,
    '```',
  ].join('\n');
}

/** From a little below the least value to a little above the greatest. */
function axis(values: readonly number[]): readonly [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = least === most ? Math.max(1, Math.abs(least)) / 10 : (most - least) / 10;
  return [least >= 0 ? Math.max(0, least - room) : least - room, most + room];
}

/** A number as Mermaid reads it; what would need an exponent keeps it, and is not drawn. */
function decimal(value: number): string {
  return String(Number(value.toPrecision(9)));
}

function table(readings: readonly Reading[], all: number): string {
  const rows = readings.map(({ run, seq, before: old, after, kept }, index) => {
    const session = `${run === null ? '' : `${inert(clipped(run, 40))} `}${paddedSeq(seq)}`;
    return `| ${index + 1} | ${session} | ${old} | ${after} | ${kept ? 'kept' : 'discarded ✗'} |`;
  });
  const more = all > readings.length ? ` (${all - readings.length} older ones not shown)` : '';
  return [
    `<details><summary>${plural(readings.length, 'reading')}${more}</summary>`,
    '',
    '| # | Session | Before | After | |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    '</details>',
  ].join('\n');
}
