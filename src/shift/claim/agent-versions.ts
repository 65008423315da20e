import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentBackend, VersionRule } from '../../agents/contract.js';
import { type Probed, probeVersion } from '../../agents/version/probe.js';
import { standingOf, testedRange } from '../../agents/version/standing.js';
import { halts } from '../../run/halts.js';
import type { AgentVersions } from '../../run/outages/agent-versions.js';
import type { Halt } from '../../run/record.js';
import type { ShiftPorts, ShiftRequest } from '../ports.js';

export interface VersionLook {
  readonly backends: readonly AgentBackend[];
  readonly request: Pick<ShiftRequest, 'dirs' | 'nonce' | 'holder'>;
  /** What an earlier shift of the run found; people are told again only of what changed. */
  readonly known: AgentVersions;
}

type LookPorts = Pick<ShiftPorts, 'run' | 'agentEnv' | 'tell' | 'signal'>;

/**
 * Asks the programs of all agents that a run may start for their versions, all at once. One that is missing or too old halts the run
 * before anything is spent; any other is used, and people are told which it is.
 */
export async function lookAtVersions(
  ports: LookPorts,
  look: VersionLook,
): Promise<{ readonly halt: Halt | null; readonly versions: AgentVersions }> {
  const rules = new Map(
    look.backends.flatMap(({ name, version }) => (version === null ? [] : [[name, version] as const])),
  );
  const found = await Promise.all(
    [...rules].map(async ([name, rule]) => ({ name, rule, probed: await asked(ports, look, { name, rule }) })),
  );
  const halt = found.map(problemOf).find((each) => each !== null) ?? null;
  if (halt !== null) {
    return { halt, versions: look.known };
  }
  const entries = found.map(({ name, rule, probed: { version } }) => {
    const standing = standingOf(rule, version);
    if (look.known[name]?.version !== version) {
      ports.tell({ kind: 'agent_version', agent: name, version, standing, tested: testedRange(rule) });
    }
    return [name, { version, tested: standing === 'tested' }] as const;
  });
  return { halt: null, versions: Object.fromEntries(entries) };
}

async function asked(
  ports: LookPorts,
  { request }: VersionLook,
  { name, rule }: { readonly name: string; readonly rule: VersionRule },
): Promise<Probed> {
  const dir = join(request.dirs.scratch, `version-${name}`);
  await mkdir(dir, { recursive: true });
  try {
    // Two processes may ask for one run at the same time; the sweep of one must not end the program of the other.
    const marker = `version-${name}-${request.holder.workflow_run_id}-${request.nonce}`;
    return await probeVersion(ports.run, rule, { dir, env: ports.agentEnv, marker, signal: ports.signal });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface Found {
  readonly name: string;
  readonly rule: VersionRule;
  readonly probed: Probed;
}

function problemOf({ name, rule, probed }: Found): Halt | null {
  if (probed.missing) {
    return halts.agentMissing(name, `There is no program \`${rule.argv[0]}\` on the PATH.`);
  }
  if (standingOf(rule, probed.version) === 'too_old') {
    const tested = `Tested versions: ${testedRange(rule)}.`;
    return halts.agentVersion(name, `Found ${probed.version}; it must be ${rule.oldest} or newer. ${tested}`);
  }
  return null;
}
