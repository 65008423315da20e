import { dollars, plural } from './format.js';
import { grindEnd } from './grind/grind-end.js';
import { isSpent } from './grind/grind-facts.js';
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
  const pull = pullRequest === null || record.kind === 'plan' ? '' : ` The pull request is #${pullRequest.number}.`;
  const lines = [endMarker(record.run_id), `${firstSentence(view)}${pull}`];
  if (isSpent(record)) {
    lines.push(inert(record.halt?.fix ?? ''));
  } else if (record.halt !== null) {
    lines.push(`**${inert(record.halt.what)}** ${inert(record.halt.fix)}`);
  }
  if (pullRequestRefused !== undefined) {
    lines.push(refusedPull(record.branch, pullRequestRefused));
  }
  lines.push(nextCommand(record, '/pitboss'));
  return boundedBody(lines.join('\n\n'));
}

function firstSentence(view: RunView): string {
  const { record } = view;
  const where = `on ${code(record.branch)} for ${dollars(view.spentUsd)}.`;
  switch (record.kind) {
    case 'plan':
      return planningEnd(view);
    case 'grind':
      return grindEnd(view);
    case 'sweep':
      return `${headline(view)} ${sweptText(record)} ${where}`;
    case 'play':
      return `${headline(view)} ${plural(record.completed.length, 'phase')} of ${view.phases.length} landed ${where}`;
  }
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
