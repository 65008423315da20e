import type { Config } from '../config/config.js';
import { priceOf } from '../config/prices.js';
import { baseHazards } from '../git/preflight.js';
import type { GrindMaterial } from '../grind/rotation.js';
import { candidates } from '../grind/scheduler.js';
import type { LandPorts } from '../land/run-files.js';
import { halts } from '../run/halts.js';
import type { AgentVersions } from '../run/outages/agent-versions.js';
import type { Halt, RunRecord } from '../run/record.js';
import type { Role } from '../run/usage.js';
import type { Agent } from '../work/unit.js';
import { lookAtVersions, type VersionLook } from './claim/agent-versions.js';
import type { Agents, ShiftPorts } from './ports.js';

export interface Preflight {
  readonly record: RunRecord;
  readonly config: Config;
  /** Of a grind run. */
  readonly material: GrindMaterial | null;
  readonly request: VersionLook['request'];
}

/** Why a run cannot start, or null, and the versions of its agents. */
export interface Checked {
  readonly halt: Halt | null;
  readonly versions?: AgentVersions;
}

/** Everything that can be known to be wrong before a token is spent. */
export async function preflight(ports: ShiftPorts, land: LandPorts, flight: Preflight): Promise<Checked> {
  const { record, config, request } = flight;
  if (record.status !== 'running') {
    return { halt: null };
  }
  const hazard = await baseProblem(land, flight);
  if (hazard !== null) {
    return { halt: hazard };
  }
  const agents = await ports.agents(config);
  if ('code' in agents) {
    return { halt: agents };
  }
  const prompts = await ports.prompts();
  if (!prompts.ok) {
    return { halt: prompts.error };
  }
  const team = agentsOf(agents, flight);
  const unpriced = team.find(({ backend, model }) => !backend.reportsCost && priceOf(config, model) === null);
  if (unpriced !== undefined && config.budgets.unknown_price === 'refuse') {
    return { halt: halts.priceUnknown(unpriced.model) };
  }
  const backends = team.map(({ backend }) => backend);
  return lookAtVersions(ports, { backends, request, known: record.agent_versions ?? {} });
}

async function baseProblem(land: LandPorts, { record, config }: Preflight): Promise<Halt | null> {
  const worked = record.completed.length > 0 || (record.grind?.iterations ?? 0) > 0;
  if (config.protect.lfs !== 'refuse' || worked) {
    return null;
  }
  const hazards = await baseHazards(land.repository, record.base.sha);
  const named = [
    ...hazards.filters.map((found) => `${found.path}:${found.line} filter=${found.filter}`),
    ...hazards.submodules.map((path) => `${path} (submodule)`),
  ];
  return named.length > 0 ? halts.baseUnsupported(named) : null;
}

/** Every agent that this run may start. */
function agentsOf(agents: Agents, { record, config, material }: Preflight): readonly Agent[] {
  const roles =
    record.kind === 'plan'
      ? (['planner'] as const)
      : material === null
        ? rolesOf(record, config)
        : grindRoles(material);
  return [...roles.map((role) => agents.forRole(role)), ...(agents.fallback ?? [])];
}

/** Only what is verified is ever mended. */
function grindRoles(material: GrindMaterial): readonly Role[] {
  const verified = candidates(material).some(({ prompt }) => prompt.verify);
  return verified ? ['implementer', 'fixer'] : ['implementer'];
}

function rolesOf(record: RunRecord, config: Config): readonly Role[] {
  const sweeping = record.kind === 'sweep' || config.sweep.enabled || record.sweep_override === 'force';
  const sweepAudit = record.sweep_request?.audit ?? config.sweep.audit_enabled;
  const audited = (record.kind === 'play' && config.audit.enabled) || (sweeping && sweepAudit);
  const auditor = audited ? (['auditor'] as const) : [];
  return ['implementer', 'fixer', ...auditor];
}
