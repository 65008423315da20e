import { VARIABLES } from '../../agents/access/credentials.js';
import type { Provider } from '../../agents/access/model-access.js';
import type { VersionRule } from '../../agents/contract.js';
import { installCommand } from '../../agents/pinned/pinned-clis.js';
import { PROBE_TIME, type Probed } from '../../agents/version/probe.js';
import { standingOf, testedRange } from '../../agents/version/standing.js';
import type { Config } from '../../config/config.js';
import type { RunProgram } from '../../process/program.js';
import { type AgentLine, type AgentPlace, agentLines } from '../agent-lines.js';
import { askVersion } from './ask-version.js';
import { type Check, good, problem, warning } from './check.js';

/** Of every agent that may be started, the stand-in included: its program, its key and the price of its model. */
export async function agentChecks(run: RunProgram, place: AgentPlace, config: Config): Promise<readonly Check[]> {
  const lines = await agentLines(place, config);
  if ('code' in lines) {
    return [problem('agent', lines)];
  }
  const distinct = lines.filter((line, index) => lines.findIndex(({ agent }) => agent === line.agent) === index);
  const programs = await Promise.all(
    distinct.map((line, index) => programCheck(run, place, config, named(index === 0, line))),
  );
  const providers = [...new Set(lines.flatMap(({ provider }) => provider ?? []))];
  const keys = providers.map((provider, index) =>
    keyCheck(place.env, provider, index === 0 ? 'model_key' : `model_key_${provider}`),
  );
  return [...programs, ...keys, ...lines.map((line) => priceCheck(line, config))];
}

interface Named {
  readonly name: string;
  readonly line: AgentLine;
}

/** The first agent's check has the plain name. */
function named(first: boolean, line: AgentLine): Named {
  return { name: first ? 'agent' : `agent_${sectionOf(line)}`, line };
}

function sectionOf({ agent }: AgentLine): string {
  return agent.replaceAll('-', '_');
}

async function programCheck(
  run: RunProgram,
  { env }: AgentPlace,
  config: Config,
  { name, line }: Named,
): Promise<Check> {
  if (line.agent === 'script') {
    return good(name, `scripted agent, ${config.agent.script.file}`);
  }
  const { version: rule } = line;
  if (rule === null) {
    return good(name, `${line.agent}: ${line.program}, which tells no version`);
  }
  return versionCheck({ name, line }, rule, await askVersion(run, rule, env));
}

function versionCheck({ name, line }: Named, rule: VersionRule, { version, missing, answered }: Probed): Check {
  const found = `${line.agent}: ${line.program}, ${version ?? 'version unknown'}`;
  const range = testedRange(rule);
  const command = installCommand(line.agent);
  const how = command === null ? '' : `: \`${command}\``;
  const named = `correct the program that \`agent.${sectionOf(line)}\` names in .github/pitboss.yml`;
  const install = `Install it${how}; or ${named}.`;
  const better = `Install ${rule.tested === null ? `${rule.oldest} or newer` : 'a tested version'}`;
  if (missing || !answered) {
    const asked = rule.argv.join(' ');
    return problem(name, {
      what: missing ? `The agent's program \`${line.program}\` was not found.` : `\`${asked}\` failed.`,
      why: missing ? 'It is not on the PATH.' : `It gave no version within ${PROBE_TIME / 1000} seconds.`,
      fix: install,
    });
  }
  switch (standingOf(rule, version)) {
    case 'tested':
      return good(name, `${found} (tested: ${range})`);
    case 'too_old':
      return problem(name, {
        what: `${found}: too old.`,
        why: `Pitboss uses options that came with ${rule.oldest}. Tested: ${range}.`,
        fix: `${better}${how}.`,
      });
    case 'never_run':
      return warning(name, {
        what: `${found}: read, not run.`,
        why: 'How to drive it was read in its source and documentation; our own tests never ran it.',
        fix: 'Try it on a small plan first. A run says so as well.',
      });
    case 'untested':
    case 'unknown':
      return warning(name, {
        what: `${found}: not a version that Pitboss was tested with.`,
        why: `Tested: ${range}. A run uses it all the same and says so.`,
        fix: `${better} if agents end in ways that are not understood${how}.`,
      });
  }
}

/** Names only: a value is never printed. */
function keyCheck(env: AgentPlace['env'], provider: Provider, name: string): Check {
  const keys = VARIABLES[provider].keys.map((key) => key.name);
  const found = keys.filter((key) => (env[key] ?? '') !== '');
  return found.length > 0
    ? good(name, `${found.join(', ')} is set`)
    : warning(name, {
        what: `No model key of ${provider} is set.`,
        why: `None of ${keys.join(', ')} is in the environment, and an agent gets a home of its own, without your log-in.`,
        fix: 'Set one of them before `pitboss play`.',
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
