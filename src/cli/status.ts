import { stableJson } from '../base/stable-json.js';
import { EMPTY_DEFERRED, openItems, parseDeferred } from '../documents/deferred.js';
import { parsePlan } from '../documents/plan.js';
import { runPath } from '../ledger/paths.js';
import { terminalStatus } from '../report/terminal-status.js';
import { startsRun } from '../run/trigger.js';
import { findRun } from './find-run.js';
import type { CommandContext } from './run-commands.js';

/** `pitboss status`: prints one run, the newest unless one is named; reads only. */
export async function status(
  context: CommandContext,
  runId: string | undefined,
  options: { readonly json?: boolean },
): Promise<number> {
  const { laptop, terminal } = context;
  const state = await laptop.inbox.read();
  for (const { path, problem } of state.problems) {
    terminal.err(`[pitboss] warning: ${path}: ${problem}`);
  }
  const entry = findRun(state, runId, null);
  const trigger = state.triggers.find((item) => item.run_id === entry.runId && startsRun(item));
  const read = async (name: string) =>
    state.tip === null ? null : laptop.ledger.readFile(state.tip, runPath(entry.runId, name));
  const plan = parsePlan((await read('plan.md')) ?? trigger?.plan?.text ?? '');
  const deferred = parseDeferred((await read('deferred.md')) ?? '');
  if (options.json === true) {
    const open = deferred.ok ? openItems(deferred.value).map((item) => item.text) : [];
    terminal.out(
      stableJson({ run_id: entry.runId, status: entry.status, record: entry.record, deferred: open }).trimEnd(),
    );
    return 0;
  }
  if (entry.record === null || !plan.ok) {
    terminal.out(`run: ${entry.runId} (${entry.status}; no shift has taken it up yet)`);
    return 0;
  }
  for (const line of terminalStatus(entry.record, plan.value, deferred.ok ? deferred.value : EMPTY_DEFERRED)) {
    terminal.out(line);
  }
  return 0;
}
