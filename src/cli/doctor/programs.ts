import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VARIABLES } from '../../agents/access/credentials.js';
import type { Config } from '../../config/config.js';
import { allowedEnvironment } from '../../process/allowed-environment.js';
import type { RunProgram } from '../../process/program.js';
import { type AgentLine, type AgentPlace, agentLines } from '../agent-lines.js';
import { type Check, good, problem, warning } from './check.js';

const LEAST_GIT = [2, 38] as const;
/** What `engines` in package.json says. */
const LEAST_NODE = [20, 18] as const;
/** Longest time that a program may take to tell its version, in milliseconds. */
const VERSION_TIME = 10_000;
const VERSION_BYTES = 4_096;

export interface Version {
  readonly text: string;
  readonly missing: boolean;
}

/** First line that `program --version` prints: bounded in time and size, without any key, with a home of its own. */
export async function versionOf(run: RunProgram, program: string, env: AgentPlace['env']): Promise<Version> {
  const home = await mkdtemp(join(tmpdir(), 'pitboss-version-'));
  let first = '';
  try {
    const { exit } = await run({
      argv: [program, '--version'],
      cwd: home,
      env: { ...allowedEnvironment(env, []), HOME: home },
      timeoutMs: VERSION_TIME,
      maxLineBytes: VERSION_BYTES,
      marker: `doctor-${randomBytes(8).toString('hex')}`,
      onLine: (stream, line) => {
        first ||= stream === 'stdout' ? line.trim() : '';
      },
    });
    const ended = exit.kind === 'exited' && exit.code === 0;
    return { text: ended ? first : '', missing: exit.kind === 'missing' };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

export function gitCheck({ text }: Version): Check {
  const found = /\d+\.\d+[.\d]*/.exec(text)?.[0] ?? null;
  if (found !== null && atLeast(found, LEAST_GIT)) {
    return good('git', `git ${found}`);
  }
  return problem('git', {
    what: found === null ? 'git was not found.' : `git ${found} is too old.`,
    why: `Pitboss needs git ${LEAST_GIT.join('.')} or newer on the PATH.`,
    fix: 'Install a newer git.',
  });
}

export function nodeCheck(version: string): Check {
  return atLeast(version, LEAST_NODE)
    ? good('node', `Node ${version}`)
    : problem('node', {
        what: `Node ${version} is too old.`,
        why: `Pitboss needs Node ${LEAST_NODE.join('.')} or newer.`,
        fix: 'Install a newer Node.',
      });
}

function atLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}

/** The agent's program, its key and the prices of its models. */
export async function agentChecks(run: RunProgram, place: AgentPlace, config: Config): Promise<readonly Check[]> {
  const lines = await agentLines(place, config);
  if ('code' in lines) {
    return [problem('agent', lines)];
  }
  const [line] = lines;
  if (line === undefined) {
    return [];
  }
  const scripted = config.agent.backend === 'script';
  const agent = scripted
    ? good('agent', `scripted agent, ${config.agent.script.file}`)
    : await program(run, place, line);
  return [agent, ...keyChecks(lines, place.env), ...lines.map((each) => priceCheck(each, config))];
}

async function program(run: RunProgram, { env }: AgentPlace, line: AgentLine): Promise<Check> {
  const { text, missing } = await versionOf(run, line.program, env);
  if (text !== '') {
    return good('agent', `${line.agent}: ${line.program}, ${text}`);
  }
  return problem('agent', {
    what: missing ? `The agent's program \`${line.program}\` was not found.` : `\`${line.program} --version\` failed.`,
    why: missing ? 'It is not on the PATH.' : `It gave no version within ${VERSION_TIME / 1000} seconds.`,
    fix: `Install it, or name its path with agent.${config(line)}.binary in .github/pitboss.yml.`,
  });
}

function config({ agent }: AgentLine): string {
  return agent.replaceAll('-', '_');
}

/** One for each provider whose models the roles use. Names only: a value is never printed. */
function keyChecks(lines: readonly AgentLine[], env: AgentPlace['env']): readonly Check[] {
  const providers = [...new Set(lines.flatMap(({ provider }) => provider ?? []))];
  return providers.map((provider) => {
    const keys = VARIABLES[provider].keys.map(({ name }) => name);
    const agents = [...new Set(lines.filter((line) => line.provider === provider).map(({ agent }) => agent))].join(
      ', ',
    );
    const found = keys.find((name) => (env[name] ?? '') !== '');
    return found !== undefined
      ? good('model_key', `${agents}: ${found} is set`)
      : warning('model_key', {
          what: `No model key for ${agents} is set.`,
          why: `None of ${keys.join(', ')} is in the environment, and an agent gets a home of its own, without your log-in.`,
          fix: 'Set one of them before `pitboss play`.',
        });
  });
}

function priceCheck({ role, model, priced, reportsCost }: AgentLine, { budgets }: Config): Check {
  const name = `price_${role}`;
  if (priced || reportsCost) {
    return good(name, `${role}: ${model}, ${priced ? 'price known' : 'no price listed; the agent reports its cost'}`);
  }
  const parts = {
    what: `The price of ${model} (${role}) is not known.`,
    why: 'Neither the built-in list nor budgets.pricing has it, and the agent does not report its cost.',
    fix: 'Add it under budgets.pricing in .github/pitboss.yml.',
  };
  return budgets.unknown_price === 'refuse' ? problem(name, parts) : warning(name, parts);
}
