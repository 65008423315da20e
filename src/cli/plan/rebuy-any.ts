import type { RebuyOptions } from '../command-tree.js';
import { laptopTrigger } from '../play.js';
import { type CommandContext, rebuy, refuseInvalidConfig, runToRebuy } from '../run-commands.js';
import { goOnPlanning, type PlanInput } from './plan.js';

/** `pitboss rebuy` for every kind of run: one that plans goes on with its questions, and its plan is written when it is done. */
export async function rebuyAny(
  context: CommandContext,
  runId: string | undefined,
  options: RebuyOptions,
  input: PlanInput,
): Promise<number> {
  const { laptop } = context;
  const state = await laptop.inbox.read();
  const entry = runToRebuy(state, runId);
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
