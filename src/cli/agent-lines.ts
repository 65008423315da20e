import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentialsFrom } from '../agents/access/credentials.js';
import type { Provider } from '../agents/access/model-access.js';
import type { VersionRule } from '../agents/contract.js';
import type { Config } from '../config/config.js';
import { priceOf } from '../config/prices.js';
import { secretMask } from '../land/mask-secrets.js';
import { passedVariables } from '../process/passed-variables.js';
import type { Halt } from '../run/record.js';
import { ROLES, type Role } from '../run/usage.js';
import { agentsFrom } from '../shift/agents.js';
import { secretsOf } from './laptop.js';
import type { Places } from './terminal.js';

/** How one role's agent would be started. */
export interface AgentLine {
  /** `fallback`: the agent that takes over while a role's own cannot work. */
  readonly role: Role | 'fallback';
  readonly agent: string;
  readonly model: string;
  readonly program: string;
  /** For people: secrets masked, temporary folders as `<scratch>`, the prompt on standard input. */
  readonly line: string;
  /** Whether its model has a price in the configuration, and whether the agent tells its cost itself. */
  readonly priced: boolean;
  readonly reportsCost: boolean;
  /** Whose key it needs, and what is known of its versions; null for none. */
  readonly provider: Provider | null;
  readonly version: VersionRule | null;
}

export interface AgentPlace extends Pick<Places, 'env' | 'scriptAgent'> {
  /** Root of the user's working tree. */
  readonly root: string;
}

/** The command lines of every role that the configuration has a model for, or the reason why there is no agent. Nothing is started. */
export async function agentLines(place: AgentPlace, config: Config): Promise<readonly AgentLine[] | Halt> {
  const dir = await mkdtemp(join(tmpdir(), 'pitboss-agent-'));
  const secrets = [...secretsOf(place.env)];
  try {
    const agents = await agentsFrom({
      config,
      dir,
      scriptProgram: [process.execPath, place.scriptAgent],
      readFile: (path) => readFile(join(place.root, path), 'utf8').catch(() => null),
      credentials: credentialsFrom(place.env),
      variables: passedVariables(place.env, secrets),
    });
    if ('code' in agents) {
      return agents;
    }
    const mask = secretMask(secrets);
    const fallback = (agents.fallback ?? []).map((agent) => ({ role: 'fallback', as: 'implementer', agent }) as const);
    const starts = [...ROLES.map((role) => ({ role, as: role, agent: agents.forRole(role) })), ...fallback];
    const lines: AgentLine[] = [];
    for (const { role, as, agent } of starts) {
      const { backend, model, access } = agent;
      const { argv } = await backend.prepare({
        ...REQUEST,
        role: as,
        model,
        scratchDir: dir,
        maxUsd: allowance(config),
        allowedCommands: config.agent.allowed_commands,
        ...(access === undefined ? {} : { access }),
      });
      const line = mask(argv.map(word).join(' ').replaceAll(dir, '<scratch>'));
      const priced = priceOf(config, model) !== null;
      lines.push({
        role,
        agent: backend.name,
        model,
        program: argv[0],
        line,
        priced,
        reportsCost: backend.reportsCost,
        provider: backend.provider(model),
        version: backend.version,
      });
    }
    return lines;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** A dispatch that never happens. */
const REQUEST = {
  systemPrompt: '',
  prompt: '',
  cwd: '',
  logFile: '',
  timeoutMs: 1,
  env: {},
  marker: 'dry-run',
  signal: AbortSignal.abort(),
  onEvent: () => {},
} as const;

/** What the first dispatch of a run may spend. */
function allowance({ limits, budgets }: Config): number {
  return Math.min(limits.dispatch_usd, budgets.max_total_usd ?? limits.dispatch_usd);
}

function word(text: string): string {
  return /^[\w@%+=:,./<>-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
