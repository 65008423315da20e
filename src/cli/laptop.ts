import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { credentialsFrom } from '../agents/access/credentials.js';
import { modelKeysIn } from '../agents/access/key-inputs.js';
import { sha256 } from '../base/digest.js';
import { PitbossError } from '../base/pitboss-error.js';
import { systemClock } from '../base/system-clock.js';
import { CONFIG_FILE } from '../commands/ports.js';
import { parseConfig } from '../config/parse-config.js';
import { problemLine } from '../config/problem.js';
import { type OpenedRepository, openTrustedRepository } from '../git/trusted-repository.js';
import { gitInbox } from '../ledger/git-inbox.js';
import { gitLedger } from '../ledger/git-store.js';
import type { LedgerStore, TriggerInbox } from '../ledger/ledger.js';
import { LAPTOP_LEDGER_REF } from '../ledger/paths.js';
import { allowedEnvironment } from '../process/allowed-environment.js';
import { killMarked } from '../process/marker-sweep.js';
import { passedVariables } from '../process/passed-variables.js';
import { runProgram } from '../process/run-program.js';
import type { Tell } from '../report/shift-event.js';
import { halts } from '../run/halts.js';
import { agentsFrom } from '../shift/agents.js';
import { materialFor } from '../shift/grind/material-for.js';
import { instructionsFrom } from '../shift/instructions.js';
import { heldHere, localHolder, localHolderEnded, processAlive } from '../shift/local-holder.js';
import type { LoadedConfig, ShiftPorts, ShiftRequest } from '../shift/ports.js';
import { once, promptsFrom } from '../shift/prompts.js';
import { type GrindPlaces, materialInTree } from './grind/tree-material.js';
import { openUserRepository, readUserFile, type UserRepository } from './user-repository.js';

/** Pitboss on a laptop: the same engine, with the user's repository as the remote and its refs as the ledger. */
export interface Laptop {
  readonly user: UserRepository;
  readonly repository: OpenedRepository;
  readonly ledger: LedgerStore;
  readonly inbox: TriggerInbox;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder outside the repository that holds working trees and transcripts. */
  readonly stateDir: string;
}

export async function openLaptop(cwd: string, env: Laptop['env']): Promise<Laptop> {
  const user = await openUserRepository(cwd);
  const stateDir = stateDirOf(user, env);
  await makeStateDir(stateDir);
  await removeLeftovers(stateDir);
  // One per process: `fold` may be given while `play` is at work.
  return laptopIn(user, env, { stateDir, gitDir: join(stateDir, `git-${process.pid}`) });
}

/** The laptop for a command that only reads: nothing is made but a temporary folder, which `closeLaptop` removes. */
export async function openLaptopToRead(cwd: string, env: Laptop['env']): Promise<Laptop> {
  const user = await openUserRepository(cwd);
  const gitDir = await mkdtemp(join(tmpdir(), 'pitboss-read-'));
  return laptopIn(user, env, { stateDir: stateDirOf(user, env), gitDir });
}

async function makeStateDir(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    throw new PitbossError(
      {
        code: 'state_unwritable',
        what: `The folder ${dir} cannot be made.`,
        why: `Working trees and transcripts stand there. ${error instanceof Error ? error.message : String(error)}.`,
        fix: 'Give yourself write access there, or set XDG_STATE_HOME to a folder of your own.',
      },
      { exitCode: 4 },
    );
  }
}

function stateDirOf(user: UserRepository, env: Laptop['env']): string {
  const { XDG_STATE_HOME: wanted = '', HOME: home = '' } = env;
  // The specification has anything but an absolute path ignored; a relative one would put a folder where the user stands.
  const base = isAbsolute(wanted) ? wanted : join(home === '' ? tmpdir() : home, '.local', 'state');
  return join(base, 'pitboss', `${user.name}-${sha256(user.gitDir).slice(0, 10)}`);
}

async function laptopIn(
  user: UserRepository,
  env: Laptop['env'],
  folders: { readonly stateDir: string; readonly gitDir: string },
): Promise<Laptop> {
  const repository = await openTrustedRepository({
    gitDir: folders.gitDir,
    remote: user.gitDir,
    token: async () => null,
    alternates: join(user.gitDir, 'objects'),
    env,
  });
  const ledger = gitLedger({
    repository,
    ref: LAPTOP_LEDGER_REF,
    identity: user.identity,
    clock: systemClock,
    random: Math.random,
  });
  return { user, repository, ledger, inbox: gitInbox(ledger), env, stateDir: folders.stateDir };
}

/** Ends what `openLaptop` began; the run's working tree and transcripts stay. */
export async function closeLaptop(laptop: Laptop): Promise<void> {
  await laptop.repository.close();
  await rm(laptop.repository.gitDir, { recursive: true, force: true });
}

/** Git directories of processes that died. Everything in them that matters is in the user's repository. */
async function removeLeftovers(stateDir: string): Promise<void> {
  for (const name of await readdir(stateDir)) {
    const pid = /^git-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !processAlive(Number(pid))) {
      await rm(join(stateDir, name), { recursive: true, force: true });
    }
  }
}

/** The configuration as it stands in the user's tree: on a laptop the user is who the default branch is elsewhere. */
export function laptopConfig({ user }: Pick<Laptop, 'user'>): Promise<LoadedConfig> {
  return configAt(user.root);
}

/** The configuration of a working tree. */
export async function configAt(root: string): Promise<LoadedConfig> {
  const read = await readUserFile(root, CONFIG_FILE);
  if (!read.ok) {
    return invalidConfig(`${CONFIG_FILE}: error: the file cannot be read: ${read.error}.`);
  }
  const text = read.value;
  const parsed = parseConfig(text, CONFIG_FILE);
  if (!parsed.ok) {
    return invalidConfig(parsed.problems.map(problemLine).join('\n'));
  }
  return { kind: 'loaded', config: parsed.config, text: text ?? '', warnings: parsed.warnings.map(problemLine) };
}

/** Here it is the file in the tree that counts, and there may be no run yet that could be bought back. */
function invalidConfig(why: string): LoadedConfig {
  const fix = `Correct ${CONFIG_FILE}, then give the command again.`;
  return { kind: 'invalid', halt: { ...halts.configInvalid(why), fix } };
}

export interface LaptopShift {
  readonly ports: ShiftPorts;
  readonly request: ShiftRequest;
}

interface ShiftFacts {
  readonly runId: string;
  readonly nonce: string;
  readonly tell: Tell;
  readonly signal: AbortSignal;
  readonly drain?: AbortSignal | undefined;
  readonly scriptAgent: string;
  /** A person vouches for the end of a holder on another machine, which cannot be seen from here. */
  readonly holderIsGone: boolean;
  /** Absolute path of the only folder of prompts that counts; absent or null for the usual ones. */
  readonly promptsDir?: string | null;
}

/** Where this user's prompts and rotations stand. */
function grindPlaces({ user, env }: Laptop, promptsDir: string | null = null): GrindPlaces {
  return { root: user.root, home: env.HOME, promptsDir };
}

/** A shift of this process on one run. */
export async function laptopShift(laptop: Laptop, run: ShiftFacts): Promise<LaptopShift> {
  const dir = join(laptop.stateDir, run.runId);
  const dirs = { tree: join(dir, 'tree'), scratch: join(dir, 'scratch'), logs: join(dir, 'logs') };
  await Promise.all(Object.values(dirs).map((path) => mkdir(path, { recursive: true })));
  const secrets = [...secretsOf(laptop.env)];
  const ports: ShiftPorts = {
    land: {
      repository: laptop.repository,
      ledger: laptop.ledger,
      identity: laptop.user.identity,
      clock: systemClock,
      secrets,
    },
    run: runProgram,
    tell: run.tell,
    github: null,
    loadConfig: () => laptopConfig(laptop),
    agents: (config) =>
      agentsFrom({
        config,
        dir: dirs.scratch,
        scriptProgram: [process.execPath, run.scriptAgent],
        readFile: (path) => readFile(join(laptop.user.root, path), 'utf8').catch(() => null),
        credentials: credentialsFrom(laptop.env),
        instructions: (paths) => instructionsFrom(laptop.repository, laptop.user.head, paths),
        variables: passedVariables(laptop.env, secrets),
      }),
    // Committed, not as they stand in the tree: what a run is told can be looked up later.
    prompts: once(() => promptsFrom(laptop.repository, laptop.user.head)),
    grind: async (rotation, { grind }) =>
      materialFor(await materialInTree(grindPlaces(laptop, run.promptsDir), rotation, grind), grind, run.tell),
    agentEnv: allowedEnvironment(laptop.env, []),
    plainEnv: allowedEnvironment(laptop.env, []),
    variables: passedVariables(laptop.env, secrets),
    holderEnded: async (lease) =>
      localHolderEnded(lease, hostname()) || (run.holderIsGone && !heldHere(lease, hostname())),
    killMarked,
    signal: run.signal,
    ...(run.drain === undefined ? {} : { drain: run.drain }),
    pollMs: 5_000,
  };
  const request: ShiftRequest = {
    runId: run.runId,
    nonce: run.nonce,
    holder: { workflow_run_id: localHolder(hostname(), process.pid), attempt: 1 },
    startedAt: null,
    dirs,
    originalBranch: laptop.user.branch,
  };
  return { ports, request };
}

export function secretsOf(env: Laptop['env']): readonly string[] {
  return modelKeysIn(env);
}
