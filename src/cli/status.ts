import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok } from '../base/result.js';
import { stableJson } from '../base/stable-json.js';
import { EMPTY_DEFERRED, openItems, parseDeferred } from '../documents/deferred.js';
import { type Plan, parsePlan } from '../documents/plan.js';
import type { LedgerState } from '../ledger/ledger.js';
import { runPath } from '../ledger/paths.js';
import { printable } from '../report/printable.js';
import { terminalStatus } from '../report/terminal-status.js';
import { PLAN_PATH } from '../run/document-paths.js';
import { capsOf, leftUsd } from '../run/money/caps.js';
import { othersSpending } from '../run/money/spend.js';
import { mergedNotes, notesIn } from '../run/notes/take-notes.js';
import { NO_PLAN } from '../run/planning/planning.js';
import type { RunRecord } from '../run/record.js';
import { startsRun } from '../run/trigger.js';
import { dayOf } from '../run/usage.js';
import type { JsonOption } from './command-tree.js';
import { findRun } from './find-run.js';
import type { CommandContext } from './run-commands.js';
import { nextPickLine } from './runs/next-pick.js';
import { whyShort } from './runs/why-short.js';

/** `pitboss status`: prints one run, the newest unless one is named; reads only. */
export async function status(context: CommandContext, runId: string | undefined, options: JsonOption): Promise<number> {
  const { laptop, terminal } = context;
  const state = await laptop.inbox.read();
  for (const { path, problem } of state.problems) {
    terminal.err(`[pitboss] warning: ${path}: ${problem}`);
  }
  if (runId === undefined && state.runs.size + state.triggers.length === 0) {
    return notStarted(context, options);
  }
  const entry = findRun(state, runId, null);
  const { record } = entry;
  const notes = mergedNotes(entry.record?.notes ?? [], notesIn(entry.inbox));
  const trigger = state.triggers.find((item) => item.run_id === entry.runId && startsRun(item));
  const read = async (name: string) =>
    state.tip === null ? null : laptop.ledger.readFile(state.tip, runPath(entry.runId, name));
  const planText = (await read('plan.md')) ?? trigger?.plan?.text ?? '';
  const kind = entry.record?.kind;
  const planless = kind === 'grind' || (kind === 'plan' && planText === '');
  const plan = planless ? ok(NO_PLAN) : parsePlan(planText);
  const deferred = parseDeferred((await read('deferred.md')) ?? '');
  if (options.json === true) {
    const open = deferred.ok ? openItems(deferred.value).map((item) => item.text) : [];
    terminal.out(
      stableJson({
        schema: 1,
        command: 'status',
        run_id: entry.runId,
        status: entry.status,
        record,
        deferred: open,
        notes,
        limits: record === null ? [] : capFacts(record, state),
        plan: plan.ok && kind !== 'grind' ? planFacts(plan.value) : null,
      }).trimEnd(),
    );
    return 0;
  }
  if (entry.record === null || !plan.ok) {
    terminal.out(`run: ${entry.runId} (${entry.status}; ${whyShort(entry, plan)})`);
    return 0;
  }
  const others = othersSpending(state, entry.record, dayOf(entry.record.updated_at));
  const lines = terminalStatus(
    { ...entry.record, notes: [...notes] },
    plan.value,
    deferred.ok ? deferred.value : EMPTY_DEFERRED,
    others,
  );
  const pick = await nextPickLine(laptop, state, entry.record);
  // The last line tells what a person can do.
  const told = pick === null ? lines : [...lines.slice(0, -1), printable(pick), ...lines.slice(-1)];
  told.forEach(terminal.out);
  return 0;
}

/** The caps in US dollars that are in force, with what counts against each. */
function capFacts(record: RunRecord, state: LedgerState) {
  const day = dayOf(record.updated_at);
  const unit = Object.values(record.orders)[0]?.unit ?? '';
  const caps = capsOf(record, { unit, day, issue: record.issue, others: othersSpending(state, record, day) });
  return caps
    .filter(({ cap }) => cap !== 'phase' || unit !== '')
    .map((cap) => ({ cap: cap.cap, key: cap.key, usd: cap.capUsd, spent_usd: cap.spentUsd, left_usd: leftUsd(cap) }));
}

function planFacts(plan: Plan) {
  return { phases: plan.phases.length, current_phase: plan.currentPhase };
}

/** Where nothing was ever played: the plan that a `play` would take up. */
async function notStarted({ laptop, terminal }: CommandContext, options: JsonOption): Promise<number> {
  const text = await readFile(join(laptop.user.root, PLAN_PATH), 'utf8').catch(() => null);
  const parsed = text === null ? null : parsePlan(text);
  const plan = parsed?.ok ? parsed.value : null;
  if (options.json === true) {
    const facts = { status: 'not_started', run_id: null, record: null, deferred: [], notes: [], limits: [] };
    terminal.out(
      stableJson({ schema: 1, command: 'status', ...facts, plan: plan === null ? null : planFacts(plan) }).trimEnd(),
    );
    return 0;
  }
  terminal.out('run: not started (`pitboss play` starts one)');
  if (plan === null) {
    terminal.out(
      `plan: ${text === null ? `there is no ${PLAN_PATH}` : `${PLAN_PATH} cannot be read; \`pitboss doctor\` says why`}`,
    );
    return 0;
  }
  const index = plan.phases.findIndex(({ id }) => id === plan.currentPhase);
  terminal.out(
    `plan: phase ${plan.currentPhase} of ${plan.phases.length} — ${plan.phases[index]?.title ?? ''} (${index + 1})`,
  );
  return 0;
}
