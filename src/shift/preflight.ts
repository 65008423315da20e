import type { Config } from '../config/config.js';
import { priceOf } from '../config/prices.js';
import { baseHazards } from '../git/preflight.js';
import type { LandPorts } from '../land/run-files.js';
import { halts } from '../run/halts.js';
import type { Halt, RunRecord } from '../run/record.js';
import type { Role } from '../run/usage.js';
import type { Agent } from '../work/unit.js';
import type { Agents, ShiftPorts } from './ports.js';

/** Everything that can be known to be wrong before a token is spent. */
export async function preflight(
  ports: ShiftPorts,
  land: LandPorts,
  record: RunRecord,
  config: Config,
): Promise<Halt | null> {
  if (record.status !== 'running') {
    return null;
  }
  if (config.protect.lfs === 'refuse' && record.completed.length === 0) {
    const hazards = await baseHazards(land.repository, record.base.sha);
    const named = [
      ...hazards.filters.map((found) => `${found.path}:${found.line} filter=${found.filter}`),
      ...hazards.submodules.map((path) => `${path} (submodule)`),
    ];
    if (named.length > 0) {
      return halts.baseUnsupported(named);
    }
  }
  const agents = await ports.agents(config);
  if ('code' in agents) {
    return agents;
  }
  const prompts = await ports.prompts();
  if (!prompts.ok) {
    return prompts.error;
  }
  for (const { backend, model } of agentsOf(agents, record, config)) {
    if (!backend.reportsCost && priceOf(config, model) === null && config.budgets.unknown_price === 'refuse') {
      return halts.priceUnknown(model);
    }
  }
  return null;
}

/** Every agent that this run may start. */
function agentsOf(agents: Agents, record: RunRecord, config: Config): readonly Agent[] {
  const roles = record.kind === 'plan' ? (['planner'] as const) : rolesOf(record, config);
  return [...roles.map((role) => agents.forRole(role)), ...(agents.fallback ?? [])];
}

function rolesOf(record: RunRecord, config: Config): readonly Role[] {
  const sweeping = record.kind === 'sweep' || config.sweep.enabled || record.sweep_override === 'force';
  const sweepAudit = record.sweep_request?.audit ?? config.sweep.audit_enabled;
  const audited = (record.kind === 'play' && config.audit.enabled) || (sweeping && sweepAudit);
  const auditor = audited ? (['auditor'] as const) : [];
  return ['implementer', 'fixer', ...auditor];
}
