import { isGrind } from '../../commands/grind/grind-runs.js';
import type { RebuyOptions } from '../command-tree.js';
import { refuseBudgets } from '../grind/refusals.js';
import { rebuyGrind } from '../grind/resume.js';
import { laptopTrigger } from '../play.js';
import { type CommandContext, rebuy, refuseInvalidConfig, runToRebuy } from '../run-commands.js';
import { goOnPlanning, type PlanInput } from './plan.js';

/** `pitboss rebuy` for every kind of run: one that plans goes on with its questions, one that grinds with its sessions. */
export async function rebuyAny(
  context: CommandContext,
  runId: string | undefined,
  options: RebuyOptions,
  input: PlanInput,
): Promise<number> {
  const { laptop } = context;
  const state = await laptop.inbox.read();
  const entry = runToRebuy(state, runId);
  if (isGrind(entry, state)) {
    return rebuyGrind(context, entry, options);
  }
  refuseBudgets(entry.runId, options);
  const plans = state.triggers.some((trigger) => trigger.run_id === entry.runId && trigger.verb === 'plan');
  if (!plans && entry.record?.kind !== 'plan') {
    return rebuy(context, runId, options);
  }
  await refuseInvalidConfig(context);
  if (entry.status === 'halted') {
    await laptop.inbox.add(laptopTrigger(laptop, { verb: 'rebuy', runId: entry.runId, plan: null }));
  }
  return goOnPlanning(context, entry.runId, options, input);
}
