import { type Deferred, openItems } from '../documents/deferred.js';
import type { Plan } from '../documents/plan.js';
import type { OthersSpending } from '../run/money/caps.js';
import type { RunRecord } from '../run/record.js';
import { dollars, plural } from './format.js';
import { grindLines } from './grind/grind-lines.js';
import { clipped } from './markdown.js';
import { nextCommand } from './next-command.js';
import { agentsUsedLines } from './parts/agents-used.js';
import { capLines } from './parts/caps.js';
import { noteLines } from './parts/notes.js';
import { staleItemsOf } from './parts/sweep-section.js';
import { planningLines } from './planning/planning-lines.js';
import { printable } from './printable.js';
import { type RunView, runView } from './run-view.js';

/** What `pitboss status` prints, in the original's order and words where it had them. */
export function terminalStatus(
  record: RunRecord,
  plan: Plan,
  deferred: Deferred,
  others: OthersSpending | null = null,
): readonly string[] {
  const view = runView(record, plan, others);
  const lines = [
    `run: ${record.run_id} (${record.status}, started ${record.started_at})`,
    ...(record.branch === '' ? [] : [`branch: ${record.branch}`]),
    ...(record.original_branch === null ? [] : [`original branch: ${record.original_branch}`]),
    ...(record.kind === 'play' ? [planLine(view), `completed: ${record.completed.join(', ') || '(none)'}`] : []),
    ...workLines(view, deferred),
    ...noteLines(record),
    ...tokenLines(view),
    ...costLines(view),
    ...agentsUsedLines(record),
    ...capLines(view),
    ...baselineLines(record),
    ...haltLines(record),
    ...(record.kind === 'plan'
      ? []
      : [`last commit: ${record.head_sha === record.base.sha ? '(none)' : record.head_sha.slice(0, 12)}`]),
    nextCommand(record, 'pitboss'),
  ];
  // Titles, reasons and test output are other people's text.
  return lines.map(printable);
}

/** What there is to tell beside phases. A grind run puts nothing off. */
function workLines(view: RunView, deferred: Deferred): readonly string[] {
  switch (view.record.kind) {
    case 'plan':
      return planningLines(view);
    case 'grind':
      return grindLines(view.record);
    default:
      return deferredLines(view.record, deferred);
  }
}

function deferredLines(record: RunRecord, deferred: Deferred): readonly string[] {
  const open = openItems(deferred).length;
  return [
    `deferred items: ${deferred.items.length} (${open} unchecked, ${deferred.items.length - open} checked)`,
    `deferred phases: ${deferred.phases.length}`,
    ...sweepLines(record, deferred),
  ];
}

/** Stale items that are shown. */
const STALE = 5;

function sweepLines(record: RunRecord, deferred: Deferred): readonly string[] {
  const lines = [
    'Sweep:',
    `  pending: ${record.pending_sweep}`,
    `  consecutive: ${record.consecutive_sweeps}`,
    `  deferred items: ${openItems(deferred).length} unchecked / ${deferred.items.length} total`,
  ];
  const stale = staleItemsOf(record);
  if (stale.length === 0) {
    return lines;
  }
  const rows = stale
    .slice(0, STALE)
    .map(({ text, attempts }) => `    - "${plain(text)}" (tried ${plural(attempts, 'time')})`);
  const more = stale.length > STALE ? [`    … +${stale.length - STALE} more`] : [];
  const hint = '    No sweep got these done: do them by hand, or make a phase of them.';
  return [...lines, `  stale items: ${stale.length} (need attention)`, ...rows, ...more, hint];
}

/** One line of an item's text, without what a terminal would obey. */
function plain(text: string): string {
  return clipped(text.replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}]/gu, ''), 200);
}

function planLine({ plan, phases }: RunView): string {
  const index = plan.phases.findIndex((phase) => phase.id === plan.currentPhase);
  const phase = plan.phases[index];
  const stage = phases[index]?.order?.stage;
  return `plan: phase ${plan.currentPhase} of ${plan.phases.length} — ${phase?.title ?? '(unknown)'} (${index + 1}${stage === undefined ? '' : `, at ${stage}`})`;
}

function tokenLines({ record }: RunView): readonly string[] {
  const { input, output, by_role: roles } = record.token_usage;
  const rows = Object.entries(roles)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([role, pair]) => `  ${role}: input=${pair.input} output=${pair.output}`);
  return [`tokens: input=${input} output=${output}`, ...rows];
}

function costLines(view: RunView): readonly string[] {
  const { limits } = view.record;
  const lines = [`cost: ${dollars(view.spentUsd)} (${view.totalTokens} tokens)`];
  const open = view.record.usage.unsettled_usd;
  if (open > 0) {
    lines.push(`  of it ${dollars(open)} were set aside for work that was cut off, and count as spent`);
  }
  if (limits.max_total_tokens !== null) {
    const left = Math.max(0, limits.max_total_tokens - view.totalTokens);
    lines.push(`  token budget: ${view.totalTokens}/${limits.max_total_tokens} used, ${left} remaining`);
  }
  if (limits.max_total_usd !== null) {
    const left = Math.max(0, limits.max_total_usd - view.spentUsd);
    lines.push(
      `  USD budget: ${dollars(view.spentUsd)}/${dollars(limits.max_total_usd)} used, ${dollars(left)} remaining`,
    );
  }
  return lines;
}

function baselineLines({ baseline, baseline_failures: left }: RunRecord): readonly string[] {
  return baseline === undefined || baseline.failures.length === 0
    ? []
    : [`red before this run: ${baseline.failures.length} tests, of which ${left.length} still fail`];
}

function haltLines({ halt, wait, status }: RunRecord): readonly string[] {
  if (status === 'waiting' && wait) {
    return [`${wait.what} [${wait.code}]`, `  ${wait.why}`, `  ${wait.fix}`];
  }
  if (halt === null) {
    return [];
  }
  return [`halted: ${halt.what} [${halt.code}]`, ...halt.why.split('\n').map((line) => `  ${line}`), `  ${halt.fix}`];
}
