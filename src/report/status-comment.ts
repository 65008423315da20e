import { bounded } from '../base/fence.js';
import { isBudgetHalt } from '../run/halts.js';
import { dollars, plural, tokens } from './format.js';
import { grindHeadline, grindKept, grindParagraphs, grindProgress } from './grind/grind-status.js';
import { boundedBody, clipped, code, folded, inert } from './markdown.js';
import { nextCommand } from './next-command.js';
import { agentsUsedParagraph } from './parts/agents-used.js';
import { auditLine } from './parts/audit.js';
import { capsLine } from './parts/caps.js';
import { notesParagraph } from './parts/notes.js';
import { versionsLine } from './parts/outages.js';
import { landedCount, sweepParagraphs } from './parts/sweep-section.js';
import { testChangesLine } from './parts/test-changes.js';
import { testNotes } from './parts/test-notes.js';
import { planningComment } from './planning/planning-comment.js';
import { refusedPull } from './refused-pull.js';
import type { PhaseView, RunView } from './run-view.js';

/** What the status comment shows beside the run itself. */
export interface StatusLinks {
  /** The workflow run that works on it now. */
  readonly workflowUrl: string | null;
  readonly pullRequest: { readonly number: number; readonly url: string } | null;
  /** Why GitHub opened no pull request, in its words. */
  readonly pullRequestRefused?: string | undefined;
  /** Base of commit links: `https://…/owner/repo`. */
  readonly repositoryUrl: string;
}

/** Finds a run's status comment again (never trusted for anything else). */
export function statusMarker(runId: string): string {
  return `<!-- pitboss:status:v1 run=${runId} -->`;
}

const HEADLINES = {
  queued: '⏳ Waiting for its turn',
  running: '▶️ Working',
  waiting: '⏸ Waiting',
  halted: '🛑 Halted',
  finished: '✅ Finished',
  folded: '⏹ Folded',
} as const;

/** Titles beyond this many phases are left out; the table shows what is near the current phase. */
const ROWS = 100;
/** Longest title and longest reason that are shown whole, so that what follows them is never cut away. */
const TITLE = 100;
const REASON = 12_000;

/** The one comment per run, edited in place. */
export function statusComment(view: RunView, links: StatusLinks): string {
  const { record } = view;
  const headline = grindHeadline(record) ?? HEADLINES[record.status];
  const head = [statusMarker(record.run_id), `### ${headline} · run ${code(record.run_id)}`];
  if (record.kind === 'plan') {
    const foot = [
      haltSection(view),
      record.wake_at === null ? '' : waitSection(view),
      moneyLine(view),
      capsLine(view),
      nextCommand(record, '/pitboss'),
    ];
    return planningComment(view, { head, foot, workflowUrl: links.workflowUrl });
  }
  const sections = [
    ...head,
    progressLine(view, links),
    haltSection(view),
    waitSection(view),
    links.pullRequestRefused === undefined ? '' : refusedPull(record.branch, links.pullRequestRefused),
    record.kind === 'play' ? phaseTable(view.phases, links) : '',
    ...grindParagraphs(record, links.repositoryUrl),
    ...sweepParagraphs(record, links.repositoryUrl),
    notesParagraph(record),
    testLine(view),
    auditLine(record),
    ...testNotes(record),
    testChangesLine(record.test_changes ?? []),
    versionsLine(record),
    moneyLine(view),
    agentsUsedParagraph(record),
    capsLine(view),
    nextCommand(record, '/pitboss'),
  ];
  return boundedBody(sections.filter((section) => section !== '').join('\n\n'));
}

function progressLine(view: RunView, links: StatusLinks): string {
  const parts = [
    `${progressText(view)} on branch ${code(view.record.branch)}`,
    links.pullRequest ? `pull request [#${links.pullRequest.number}](${links.pullRequest.url})` : '',
    links.workflowUrl ? `[workflow run](${links.workflowUrl})` : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function progressText({ record, phases }: RunView): string {
  switch (record.kind) {
    case 'sweep':
      return 'Deferred items are worked off';
    case 'grind':
      return grindProgress(record);
    default:
      return `${phases.filter((phase) => phase.state === 'done').length} of ${plural(phases.length, 'phase')} done`;
  }
}

function haltSection({ record }: RunView): string {
  if (record.halt === null) {
    return '';
  }
  const { code: name, what, why, fix } = record.halt;
  const long = why.length > 300 || why.includes('\n');
  // A grind run is there to spend its budget: that it has is no alarm.
  const mark = record.kind === 'grind' && isBudgetHalt(record.halt) ? 'NOTE' : 'CAUTION';
  return [
    `> [!${mark}]\n> **${inert(what)}** (${code(name)})`,
    long ? folded('Why', bounded(why, REASON)) : `**Why:** ${inert(why)}`,
    `**What to do:** ${inert(fix)}`,
    `**What was kept:** ${keptLine(record)}`,
  ].join('\n\n');
}

function waitSection({ record }: RunView): string {
  if (!record.wait || !(record.status === 'waiting' || isPausing(record))) {
    return '';
  }
  const { code: name, what, why, fix } = record.wait;
  return `> [!NOTE]\n> **${inert(what)}** (${code(name)})\n\n**Why:** ${inert(why)}\n\n**What to do:** ${inert(fix)}`;
}

/** A run at work that waits for its agent and keeps its machine meanwhile. */
function isPausing({ status, wait }: RunView['record']): boolean {
  return status === 'running' && wait?.code === 'agent_unavailable';
}

function keptLine(record: RunView['record']): string {
  if (record.kind === 'plan') {
    return 'the goal, the answers and the newest draft, on the ledger.';
  }
  if (record.kind === 'grind') {
    return grindKept(record);
  }
  const landed = `${landedCount(record)} on ${code(record.branch)}`;
  const order = Object.values(record.orders)[0];
  if (order?.bundled === true) {
    return `${landed}; the unfinished unit as a bundle among the transcripts of the workflow run.`;
  }
  if (order !== undefined && order.wip_sha !== null) {
    return `${landed}; the unfinished unit at ${code(`refs/pitboss/wip/${record.run_id}/${order.unit}`)}.`;
  }
  return `${landed}.`;
}

function phaseTable(phases: readonly PhaseView[], links: StatusLinks): string {
  const rows = shownPhases(phases).map((phase) => {
    const commit = phase.commit
      ? `[\`${phase.commit.slice(0, 7)}\`](${links.repositoryUrl}/commit/${phase.commit})`
      : '';
    return `| ${marks[phase.state]} | ${inert(phase.id)} | ${inert(clipped(phase.title, TITLE))} | ${stageOf(phase)} | ${phase.attempts || ''} | ${commit} |`;
  });
  const more = phases.length > ROWS ? [`\n_${phases.length - ROWS} more phases are not shown._`] : [];
  return ['| | Phase | Title | Stage | Dispatches | Commit |', '|---|---|---|---|---|---|', ...rows, ...more].join(
    '\n',
  );
}

/** All phases, or those around the first one that is not done. */
function shownPhases(phases: readonly PhaseView[]): readonly PhaseView[] {
  const open = phases.findIndex((phase) => phase.state !== 'done');
  const current = open === -1 ? phases.length : open;
  const start = Math.max(0, Math.min(current - ROWS / 2, phases.length - ROWS));
  return phases.slice(start, start + ROWS);
}

const marks = { done: '✅', now: '▶️', halted: '🛑', next: '·' } as const;

function stageOf(phase: PhaseView): string {
  if (phase.order === null) {
    return '';
  }
  return phase.order.stage === 'fix' ? `fix ${phase.order.fix}` : phase.order.stage;
}

function testLine({ record }: RunView): string {
  if (record.tests === null) {
    return '';
  }
  const { label, summary } = record.tests;
  return label === null
    ? '**Tests:** no test command was found in this project, so nothing was tested'
    : `**Tests of what landed last:** ${code(clipped(summary.split('\n')[0] ?? '', TITLE))}`;
}

function moneyLine(view: RunView): string {
  const { limits, usage } = view.record;
  const cap = limits.max_total_usd === null ? '' : ` of ${dollars(limits.max_total_usd)}`;
  const open =
    usage.unsettled_usd > 0 ? ` (${dollars(usage.unsettled_usd)} of it reserved for work that was cut off)` : '';
  return `**Cost:** ${dollars(view.spentUsd)}${cap}${open} · **Tokens:** ${tokens(view.totalTokens)} in ${plural(view.total.dispatches, 'dispatch', 'dispatches')}`;
}
