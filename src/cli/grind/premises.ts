import { PitbossError } from '../../base/pitboss-error.js';
import type { Config } from '../../config/config.js';
import type { Budgets } from '../../grind/budgets.js';
import { agentLines } from '../agent-lines.js';
import { type CommandContext, refuseInvalidConfig } from '../run-commands.js';
import { refuseBeyond } from './refusals.js';

/** What a grind run stands on: a valid configuration, budgets that it allows, agents that can be started. */
export async function premises(context: CommandContext, budgets: Budgets): Promise<Config> {
  const { laptop, scriptAgent } = context;
  const config = await refuseInvalidConfig(context);
  refuseBeyond(budgets, config);
  const agents = await agentLines({ root: laptop.user.root, env: laptop.env, scriptAgent }, config);
  if ('code' in agents) {
    throw new PitbossError(agents, { exitCode: 4 });
  }
  return config;
}
