import { dollars, plural } from './format.js';
import { boundedBody, code, inert } from './markdown.js';
import { nextCommand } from './next-command.js';
import { planningEnd } from './planning/planning-end.js';
import { refusedPull } from './refused-pull.js';
import type { RunView } from './run-view.js';

export function endMarker(runId: string): string {
  return `<!-- pitboss:end:v1 run=${runId} -->`;
}

/** The second and last comment of a run: edits notify nobody, so its end is said in a comment of its own. */
export function endComment(
  view: RunView,
  pullRequest: { readonly number: number } | null,
  pullRequestRefused?: string,
): string {
  const { record } = view;
  const landed =
    record.kind === 'sweep'
      ? sweptText(record)
      : `${plural(record.completed.length, 'phase')} of ${view.phases.length} landed`;
  const done = `${landed} on ${code(record.branch)} for ${dollars(view.spentUsd)}`;
  const pull = pullRequest === null ? '' : ` The pull request is #${pullRequest.number}.`;
  const first = record.kind === 'plan' ? planningEnd(view) : `${headline(view)} ${done}.${pull}`;
  const lines = [endMarker(record.run_id), first];
  if (record.halt !== null) {
    lines.push(`**${inert(record.halt.what)}** ${inert(record.halt.fix)}`);
  }
  if (pullRequestRefused !== undefined) {
    lines.push(refusedPull(record.branch, pullRequestRefused));
  }
  lines.push(nextCommand(record, '/pitboss'));
  return boundedBody(lines.join('\n\n'));
}

function sweptText({ sweeps = [] }: RunView['record']): string {
  const resolved = sweeps.reduce((sum, sweep) => sum + sweep.resolved, 0);
  return `${plural(resolved, 'deferred item')} resolved`;
}

function headline({ record }: RunView): string {
  const name = `Run ${code(record.run_id)}`;
  switch (record.status) {
    case 'finished':
      return `✅ ${name} is finished:`;
    case 'halted':
      return `🛑 ${name} has halted (${code(record.halt?.code ?? 'unknown')}):`;
    case 'folded':
      return `⏹ ${name} was folded:`;
    default:
      return `▶️ ${name} goes on:`;
  }
}
