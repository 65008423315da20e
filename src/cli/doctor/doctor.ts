import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import pc from 'picocolors';
import { PitbossError } from '../../base/pitboss-error.js';
import { stableJson } from '../../base/stable-json.js';
import { CONFIG_FILE } from '../../commands/ports.js';
import { DEFAULT_CONFIG } from '../../config/config.js';
import { runProgram } from '../../process/run-program.js';
import { plural } from '../../report/format.js';
import { printable } from '../../report/printable.js';
import { PLAN_PATH } from '../../run/document-paths.js';
import type { Lease } from '../../run/record.js';
import { heldHere, localHolderEnded } from '../../shift/local-holder.js';
import type { JsonOption } from '../command-tree.js';
import type { Setting } from '../init/init.js';
import { WORKFLOW_PATH } from '../init/templates.js';
import { closeLaptop, type Laptop, openLaptopToRead } from '../laptop.js';
import type { Terminal } from '../terminal.js';
import { readUserFile, repositoryRoot } from '../user-repository.js';
import { agentChecks } from './agents.js';
import { type Check, problem } from './check.js';
import { sandboxChecks } from './codex-sandbox.js';
import { grindChecks } from './grind.js';
import { gitCheck, gitVersion, nodeCheck } from './programs.js';
import { configChecks, planCheck, readProjectFile, testsCheck } from './project.js';
import { baseChecks, instructionsCheck, promptsCheck, repositoryChecks, runRefs } from './repository.js';
import { type Holder, stuckRuns } from './stuck-runs.js';
import { eventChecks } from './workflow-events.js';
import { workflowChecks } from './workflow-file.js';

/** `pitboss doctor`: looks at everything that a run depends on; reads only. Exit code 1 when there is a problem. */
export async function doctor({ terminal, places }: Setting, options: JsonOption): Promise<number> {
  const git = gitCheck(await gitVersion(runProgram, places.env));
  const checks = [git, nodeCheck(process.versions.node)];
  if (git.state === 'ok') {
    checks.push(...(await guarded('repository', () => inRepository({ terminal, places }))));
  }
  const ok = checks.every(({ state }) => state !== 'problem');
  if (options.json === true) {
    terminal.out(stableJson({ schema: 1, command: 'doctor', ok, checks }).trimEnd());
  } else {
    tellChecks(terminal, checks);
  }
  return ok ? 0 : 1;
}

/** A check that cannot be made is a finding too. */
async function guarded(name: string, make: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof PitbossError) {
      return [problem(name, error)];
    }
    throw error;
  }
}

async function inRepository({ places }: Setting): Promise<readonly Check[]> {
  const root = await repositoryRoot(places.cwd);
  const seed = await readFile(`${places.templates}plan.md`, 'utf8');
  const { checks, config } = configChecks(await readUserFile(root, CONFIG_FILE));
  const workflow = await readProjectFile(root, WORKFLOW_PATH);
  const place = { root, env: places.env, scriptAgent: places.scriptAgent };
  return [
    ...checks,
    planCheck(await readProjectFile(root, PLAN_PATH), seed),
    // What an unusable file says of tests and agents is not known, and the defaults would be told as if it were.
    ...(config === null ? [] : [await testsCheck(root, config), ...(await agentChecks(runProgram, place, config))]),
    ...(config === null ? [] : await sandboxChecks(runProgram, places.env, config)),
    ...(config === null ? [] : await grindChecks({ root, home: places.env.HOME, promptsDir: null }, config)),
    ...workflowChecks(workflow),
    ...eventChecks(workflow, config ?? DEFAULT_CONFIG),
    ...(await guarded('repository', async () => {
      const laptop = await openLaptopToRead(places.cwd, places.env);
      try {
        return [
          ...(await repositoryChecks(laptop)),
          ...(await baseChecks(laptop, config ?? DEFAULT_CONFIG)),
          await promptsCheck(laptop),
          await instructionsCheck(laptop, config ?? DEFAULT_CONFIG),
          ...(await guarded('ledger', () => runChecks(laptop))),
        ];
      } finally {
        await closeLaptop(laptop);
      }
    })),
  ];
}

async function runChecks(laptop: Laptop): Promise<readonly Check[]> {
  const state = await laptop.inbox.read();
  return stuckRuns({ state, refs: await runRefs(laptop.user.root), holder: (lease) => holderOf(lease, hostname()) });
}

function holderOf(lease: Lease, host: string): Holder {
  return localHolderEnded(lease, host) ? 'gone' : heldHere(lease, host) ? 'alive' : 'elsewhere';
}

const MARKS: Readonly<Record<Check['state'], string>> = { ok: 'ok', warning: 'warning', problem: 'problem' };

function tellChecks(terminal: Terminal, checks: readonly Check[]): void {
  const colours = pc.createColors(terminal.outColour);
  const paint = { ok: colours.green, warning: colours.yellow, problem: colours.red };
  for (const { name, state, what, why, fix } of checks) {
    terminal.out(`${paint[state](MARKS[state].padEnd(7))}  ${printable(what)}${state === 'ok' ? '' : ` [${name}]`}`);
    for (const line of [...(why ?? '').split('\n'), fix ?? ''].filter((text) => text !== '')) {
      terminal.out(`         ${printable(line)}`);
    }
  }
  const count = (wanted: 'problem' | 'warning') =>
    plural(checks.filter(({ state }) => state === wanted).length, wanted);
  terminal.out(`${checks.length} checks: ${count('problem')}, ${count('warning')}`);
}
