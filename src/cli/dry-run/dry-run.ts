import { PitbossError } from '../../base/pitboss-error.js';
import type { Config } from '../../config/config.js';
import type { PromptOverrides } from '../../prompts/overrides/read-overrides.js';
import { promptsFrom } from '../../shift/prompts.js';
import { detectTests } from '../../work/tests/detect.js';
import { type AgentLine, agentLines } from '../agent-lines.js';
import { laptopConfig } from '../laptop.js';
import type { CommandContext } from '../run-commands.js';
import type { ForecastRole } from './forecast.js';
import { type DryRun, tellJson, tellWords } from './tell-forecast.js';

export interface Grounds {
  readonly config: Config;
  readonly agents: readonly AgentLine[];
  readonly tests: Awaited<ReturnType<typeof detectTests>>;
  readonly prompts: PromptOverrides;
  readonly warnings: readonly string[];
}

/** What a run would stand on: configuration, agents, tests. Refuses what `play` would refuse. */
export async function grounds({ laptop, scriptAgent }: CommandContext): Promise<Grounds> {
  const loaded = await laptopConfig(laptop);
  if (loaded.kind === 'invalid') {
    throw new PitbossError(loaded.halt, { exitCode: 4 });
  }
  const { config } = loaded;
  const agents = await agentLines({ root: laptop.user.root, env: laptop.env, scriptAgent }, config);
  if ('code' in agents) {
    throw new PitbossError(agents);
  }
  const prompts = await promptsFrom(laptop.repository, laptop.user.head);
  if (!prompts.ok) {
    throw new PitbossError(prompts.error, { exitCode: 4 });
  }
  const unpriced = agents.filter(({ role, priced, reportsCost }) => role !== 'planner' && !priced && !reportsCost);
  return {
    config,
    agents: agents.filter(({ role }) => role !== 'planner' && (role !== 'auditor' || config.audit.enabled)),
    prompts: prompts.value,
    tests: await detectTests(laptop.user.root, config.tests.command),
    warnings: [
      ...loaded.warnings,
      ...unpriced.map(({ model }) => `the price of ${model} is not known: budgets.unknown_price decides`),
    ],
  };
}

/** The model that an agent's line names for a role. */
export function modelOf(agents: readonly AgentLine[]): (role: ForecastRole) => string | null {
  return (role) => agents.find((line) => line.role === role)?.model ?? null;
}

export function tell({ terminal }: CommandContext, dry: DryRun, json: boolean | undefined): number {
  (json === true ? tellJson : tellWords)(terminal, dry);
  return 0;
}
