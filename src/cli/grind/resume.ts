import type { Budgets } from '../../grind/budgets.js';
import type { QueueEntry } from '../../run/queue.js';
import type { Trigger } from '../../run/trigger.js';
import type { RebuyOptions } from '../command-tree.js';
import { laptopTrigger } from '../play.js';
import { pullOpener } from '../pull-request/open-pull.js';
import { baseOf, type CommandContext, isFree } from '../run-commands.js';
import { seenTip } from '../runs/adopt.js';
import { budgetsOf } from './budget-flags.js';
import { carryOut, type GrindToShift } from './carry-out.js';
import type { GrindOptions } from './grind-command.js';
import { badInput, runToResume, startOf } from './grind-runs.js';
import { premises } from './premises.js';
import { readGrindMaterial } from './read-material.js';
import { refuseChanged, refuseOthers } from './refusals.js';

/** `pitboss grind --resume`: the run that is named, else the newest that can go on. The user's tree may be dirty: the work has its own. */
export async function resumed(
  context: CommandContext,
  options: GrindOptions,
  wanted: string | null,
): Promise<GrindToShift> {
  const state = await context.laptop.inbox.read();
  const entry = runToResume(state, wanted, (lease) => !isFree({ lease }, options));
  if (!isFree(entry, options)) {
    throw badInput({
      code: 'run_at_work',
      what: `Run ${entry.runId} is held by ${entry.lease?.workflow_run_id ?? 'another process'}.`,
      why: 'Two processes never work on one run.',
      fix: `\`pitboss rebuy ${entry.runId}\` with a budget raises the one of a run at work; \`pitboss doctor\` says whether the process is still there.`,
    });
  }
  if (entry.record?.grind !== undefined) {
    refuseOthers(entry.runId, entry.record.grind, options.rotation);
  }
  context.terminal.err(`[pitboss] resuming run ${entry.runId}`);
  return goOn(context, entry, options);
}

/** `pitboss rebuy` of a grind run. A budget reaches a run at work too: the process that holds it finds the word. */
export async function rebuyGrind(context: CommandContext, entry: QueueEntry, options: RebuyOptions): Promise<number> {
  const budgets = budgetsOf(options);
  if (isFree(entry, options) || Object.keys(budgets).length === 0) {
    return carryOut(context, await goOn(context, entry, options));
  }
  const { laptop, terminal } = context;
  await premises(context, budgets);
  await laptop.inbox.add({ ...laptopTrigger(laptop, { verb: 'rebuy', runId: entry.runId, plan: null }), budgets });
  terminal.out(`told the process that works on run ${entry.runId}: from its next safe point the new budget holds`);
  return 0;
}

async function goOn(
  context: CommandContext,
  entry: QueueEntry,
  options: RebuyOptions & Pick<GrindOptions, 'requirePr'>,
): Promise<GrindToShift> {
  const { laptop } = context;
  const budgets = budgetsOf(options);
  const config = await premises(context, budgets);
  const request = startOf(await laptop.inbox.read(), entry.runId)?.grind_request;
  const grind = entry.record?.grind;
  const places = { root: laptop.user.root, home: laptop.env.HOME, promptsDir: request?.prompts_dir ?? null };
  const rotation = grind?.rotation ?? request?.rotation ?? null;
  const material = await readGrindMaterial(places, rotation, config);
  if (grind !== undefined) {
    refuseChanged(entry.runId, grind, material);
  }
  const pull = options.pr === true ? await pullOpener(context, baseOf(entry) ?? laptop.user.branch) : null;
  const adopt = options.adopt === true ? await seenTip(laptop, entry) : undefined;
  if (needsWord(entry, budgets) || adopt !== undefined) {
    const trigger = laptopTrigger(laptop, { verb: 'rebuy', runId: entry.runId, plan: null, adopt });
    await laptop.inbox.add({ ...trigger, ...(Object.keys(budgets).length === 0 ? {} : { budgets }) });
  }
  const { runId, nonce, record } = entry;
  const { holderIsGone = false, requirePr = false } = options;
  return { runId, nonce, holderIsGone, sessions: record?.grind?.iterations ?? 0, pull, pullRequired: requirePr };
}

/** A run whose process died goes on without a command; one that was stopped on purpose, or is given budgets, needs one. */
function needsWord({ status, record, inbox }: QueueEntry, budgets: Budgets): boolean {
  const pausing = record?.grind?.pausing === true || inbox.some(({ verb }: Pick<Trigger, 'verb'>) => verb === 'pause');
  return status === 'halted' || status === 'waiting' || pausing || Object.keys(budgets).length > 0;
}
