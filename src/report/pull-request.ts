import { type Deferred, openItems } from '../documents/deferred.js';
import { dollars, plural, tokens } from './format.js';
import { grindRunLines, grindSections, grindTitle, sessionsSection } from './grind/grind-pull.js';
import { boundedBody, clipped, code, inert } from './markdown.js';
import { adoptedSection } from './parts/adopted.js';
import { auditSection } from './parts/audit.js';
import { costByPhase } from './parts/caps.js';
import { notesSection } from './parts/notes.js';
import { staleRows, sweepRows } from './parts/sweep-section.js';
import { testChangesSection } from './parts/test-changes.js';
import { testNotes } from './parts/test-notes.js';
import type { RunView } from './run-view.js';

const START = '<!-- pitboss:body:v1:start -->';
const END = '<!-- pitboss:body:v1:end -->';

/** GitHub takes at most 65,536 characters. */
const LIMIT = 65_000;
/** Longest region; the rest is for what people write around it. */
const REGION = 55_000;

/** Title of a run's pull request, in the original's form. */
export function pullRequestTitle(view: RunView): string {
  if (view.record.kind === 'sweep') {
    const resolved = (view.record.sweeps ?? []).reduce((sum, sweep) => sum + sweep.resolved, 0);
    return `pitboss: sweep, ${plural(resolved, 'deferred item')} resolved`;
  }
  if (view.record.kind === 'grind') {
    return [...grindTitle(view.record)].slice(0, 250).join('');
  }
  const titles = new Map(view.plan.phases.map((phase) => [phase.id, phase.title]));
  const ids = view.record.completed;
  const title = (id: string | undefined) => titles.get(id ?? '') ?? '(unknown)';
  const [first, last] = [ids[0], ids.at(-1)];
  if (first === undefined || last === undefined) {
    return 'pitboss: no phases committed';
  }
  const text =
    ids.length === 1
      ? `pitboss: phase ${first} — ${title(first)}`
      : `pitboss: ${ids.length} phases (${first}–${last}) — ${title(first)} … ${title(last)}`;
  return [...text].slice(0, 250).join('');
}

/** Our region of the pull request's body. */
export function pullRequestRegion(view: RunView, deferred: Deferred, notes: readonly string[]): string {
  const { record } = view;
  const sections = [
    runSection(view),
    // Near the top: what stands at the end of a very long body is cut off.
    closes(record),
    record.kind === 'play' ? completedSection(view) : '',
    ...(record.kind === 'grind' ? grindSections(view) : []),
    adoptedSection(record),
    testSection(view),
    sweepSection(view),
    staleSection(view),
    notesSection(record),
    testChangesSection(record.test_changes ?? []),
    deferredItems(deferred),
    deferredPhases(deferred),
    auditSection(record, deferred),
    usageSection(view),
    notes.map((note) => `> [!NOTE]\n> ${note}`).join('\n\n'),
  ];
  const facts = sections.filter((section) => section !== '').join('\n\n');
  // Last, and as long as there is room: of nothing else is there as much.
  const all = record.kind === 'grind' ? `${facts}\n\n${sessionsSection(view, REGION - facts.length)}` : facts;
  const body = boundedBody(all, REGION);
  return `${START}\n${body}\n${END}`;
}

/**
 * GitHub closes what this line names when the pull request is merged: the issue of a finished run, never another pull request, and not
 * the issue on which prompts were asked to rotate: its work is never done.
 */
function closes({ issue, issue_is_pull: isPull, status, kind }: RunView['record']): string {
  return issue === null || isPull === true || status !== 'finished' || kind === 'grind' ? '' : `Closes #${issue}`;
}

/** Puts the region into a body that people may have edited: only what stands between the marks is ours. */
export function withRegion(body: string, region: string): string {
  const start = body.indexOf(START);
  const end = body.indexOf(END, start);
  const found = start >= 0 && end >= 0;
  const before = found ? body.slice(0, start) : body.trim() === '' ? '' : `${body.trimEnd()}\n\n`;
  const after = found ? body.slice(end + END.length) : '';
  return `${before}${shortened(region, LIMIT - [...before].length - [...after].length)}${after}`;
}

/** People's text is never cut for ours: our region gives way, down to its marks. */
function shortened(region: string, room: number): string {
  if ([...region].length <= room) {
    return region;
  }
  const inner = region.slice(START.length, region.length - END.length);
  const left = room - START.length - END.length;
  return `${START}${left > 300 ? boundedBody(inner, left) : ''}${END}`;
}

function runSection({ record }: RunView): string {
  const lines = [
    `- Run: ${code(record.run_id)} (${record.status})`,
    `- Branch: ${code(record.branch)}, from ${code(record.base.ref)} at ${code(record.base.sha.slice(0, 12))}${record.base.merged === undefined ? '' : `, merged up to ${code(record.base.merged.slice(0, 12))}`}`,
    `- Requested by ${inert(record.requested_by.login)}${record.issue === null ? '' : ` in #${record.issue}`}`,
  ];
  lines.push(...grindRunLines(record));
  if (record.halt !== null) {
    lines.push(`- Halted: ${inert(record.halt.what)} (${code(record.halt.code)})`);
  }
  return `## Run\n\n${lines.join('\n')}`;
}

function completedSection(view: RunView): string {
  const rows = view.phases
    .filter((phase) => phase.state === 'done')
    .map((phase) => {
      const commit = phase.commit === null ? 'no code changes' : phase.commit.slice(0, 7);
      return `- phase ${inert(phase.id)}: ${inert(clipped(phase.title, 200))} (${commit}, ${plural(phase.attempts, 'dispatch', 'dispatches')})`;
    });
  return `## Completed phases\n\n${rows.length === 0 ? '_None yet._' : rows.join('\n')}`;
}

function testSection({ record }: RunView): string {
  if (record.tests === null) {
    return '';
  }
  const line = record.tests.summary.split('\n')[0] ?? '';
  const result = record.tests.label === null ? 'No test command was found in this project.' : code(line);
  return ['## Tests', result, ...testNotes(record)].join('\n\n');
}

function sweepSection({ record }: RunView): string {
  const rows = sweepRows(record, (commit) => commit.slice(0, 7));
  return rows.length === 0 ? '' : `## Sweeps\n\n${rows.join('\n')}`;
}

/** Stale items that are listed at most: the section of all deferred items has every one of them. */
const STALE = 20;

function staleSection({ record }: RunView): string {
  const rows = staleRows(record, STALE);
  return rows.length === 0 ? '' : `## Deferred items that need a person\n\n${rows.join('\n')}`;
}

function deferredItems(deferred: Deferred): string {
  const open = openItems(deferred);
  return open.length === 0 ? '' : `## Deferred items\n\n${open.map((item) => `- [ ] ${inert(item.text)}`).join('\n')}`;
}

function deferredPhases(deferred: Deferred): string {
  const rows = deferred.phases.map((phase) => `- from phase ${inert(phase.sourcePhase)}: ${inert(phase.title)}`);
  return rows.length === 0 ? '' : `## Deferred phases\n\n${rows.join('\n')}`;
}

function usageSection(view: RunView): string {
  const rows = Object.entries(view.record.usage.by_role)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([role, used]) =>
        `| ${role} | ${used.dispatches} | ${tokens(used.input)} | ${tokens(used.cached_input + used.cache_write)} | ${tokens(used.output)} | ${dollars(used.usd)} |`,
    );
  const table = ['| Role | Dispatches | Input | Cached | Output | Cost |', '|---|---|---|---|---|---|', ...rows];
  const costs = costByPhase(view);
  return `## Token usage\n\n${table.join('\n')}\n\nTotal cost: ${dollars(view.spentUsd)}${costs === '' ? '' : `\n\n${costs}`}`;
}
