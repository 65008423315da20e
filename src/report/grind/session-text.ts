import { PROMPT_NAME } from '../../grind/prompt.js';
import type { HookRun, MetricReading } from '../../grind/session-record.js';
import { clipped, inert } from '../markdown.js';

/** Longest name and longest outcome of a hook that are shown whole. */
const NAME = 64;
const OUTCOME = 200;

/** A prompt's name for Markdown: as it is where it looks like one. What a record holds may have been written by anybody. */
export function promptText(name: string): string {
  return PROMPT_NAME.test(name) && !/gh-\d/.test(name) ? name : inert(clipped(name, NAME));
}

/** RFC 3339 in whole seconds and UTC; a time that is none is shown as it stands. */
export function isoSeconds(at: string): string {
  const time = Date.parse(at);
  return Number.isNaN(time) ? inert(clipped(at, NAME)) : `${new Date(time).toISOString().slice(0, 19)}Z`;
}

export function secondsBetween(start: string, end: string): number {
  const seconds = Math.round((Date.parse(end) - Date.parse(start)) / 1000);
  return Number.isNaN(seconds) ? 0 : Math.max(0, seconds);
}

/** `12 -> 9 (min, improved)` */
export function metricText({ goal, before, after, kept }: MetricReading): string {
  return `${before} -> ${after ?? 'nothing'} (${goal}, ${kept ? 'improved' : 'not improved'})`;
}

/** Hooks that did not succeed; empty where all did. */
export function hooksText(hooks: readonly HookRun[]): string {
  return hooks
    .filter(({ success }) => !success)
    .map(({ kind, outcome }) => `${kind.replaceAll('_', '\\_')} ${inert(clipped(outcome, OUTCOME))}`)
    .join(', ');
}
