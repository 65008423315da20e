import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/base/clock.js';
import { ok } from '../../src/base/result.js';
import { systemClock } from '../../src/base/system-clock.js';
import { openTrustedRepository } from '../../src/git/trusted-repository.js';
import { gitInbox } from '../../src/ledger/git-inbox.js';
import { gitLedger } from '../../src/ledger/git-store.js';
import type { LedgerState, TriggerInbox } from '../../src/ledger/ledger.js';
import { killMarked } from '../../src/process/marker-sweep.js';
import { programRunner } from '../../src/process/run-program.js';
import { firstNonce } from '../../src/run/ids.js';
import type { RunRecord } from '../../src/run/record.js';
import type { ShiftOutcome } from '../../src/shift/ports.js';
import { runShift } from '../../src/shift/run-shift.js';
import { agent, type Crash, Power, powered, poweredRun } from './machine.js';
import { CONFIG, FILES, MATERIAL } from './project.js';

export const LEDGER = 'refs/heads/pitboss/ledger';
export const BOT = { name: 'pitboss[bot]', email: '1+pitboss[bot]@users.noreply.github.com' };

/** The first night. */
const BEGINNING = Date.parse('2026-03-01T02:00:00.000Z');
const DAY = 86_400_000;

/** A repository on this machine, the ledger in it, and a clock that is put forward from night to night. */
export interface World {
  readonly root: string;
  readonly remote: string;
  readonly base: string;
  readonly inbox: TriggerInbox;
  /** Puts the clock to the beginning of this night, from 0. */
  setNight(night: number): void;
  readonly now: () => string;
  git(...args: string[]): string;
  record(runId: string): Promise<RunRecord | null>;
  /** One shift on a machine of its own; null where the machine died on the way. */
  shift(runId: string, crash: Crash | null): Promise<ShiftOutcome | null>;
  close(): Promise<void>;
}

export function git(cwd: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'];
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', [...who, ...args], { cwd, env, encoding: 'utf8', maxBuffer: 256 * 1_048_576 }).trim();
}

export async function openWorld(): Promise<World> {
  const root = mkdtempSync(join(tmpdir(), 'pitboss-month-'));
  const remote = join(root, 'remote.git');
  const base = seed(root, remote);
  let offset = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + offset };
  const repository = await open(root, remote, 'observer');
  const ledger = gitLedger({ repository, ref: LEDGER, identity: BOT, clock, random: Math.random });
  const state = (): Promise<LedgerState> => ledger.read();
  let machines = 0;
  return {
    root,
    remote,
    base,
    inbox: gitInbox(ledger),
    setNight: (night) => {
      offset = BEGINNING + night * DAY - systemClock.now();
    },
    now: () => new Date(clock.now()).toISOString(),
    git: (...args) => git(remote, ...args),
    record: async (runId) => (await state()).runs.get(runId) ?? null,
    async shift(runId, crash) {
      machines += 1;
      const nonce = (await state()).runs.get(runId)?.next_nonce ?? firstNonce(runId);
      return oneShift({ root, remote, clock }, { runId, nonce, machine: `machine-${machines}` }, crash);
    },
    close: async () => {
      await repository.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function open(root: string, remote: string, name: string): ReturnType<typeof openTrustedRepository> {
  return openTrustedRepository({
    gitDir: join(root, `${name}.git`),
    remote: `file://${remote}`,
    token: async () => null,
    env: process.env,
  });
}

function seed(root: string, remote: string): string {
  const dir = join(root, 'seed');
  git(root, 'init', '--quiet', '--bare', '--template=', '--initial-branch=main', remote);
  git(root, 'init', '--quiet', '--template=', '--initial-branch=main', dir);
  for (const [path, text] of Object.entries(FILES)) {
    writeFileSync(join(dir, path), text);
  }
  git(dir, 'add', '-A');
  git(dir, 'commit', '--quiet', '-m', 'base');
  git(dir, 'push', '--quiet', remote, 'main');
  return git(dir, 'rev-parse', 'HEAD');
}

interface Place {
  readonly root: string;
  readonly remote: string;
  readonly clock: Clock;
}

/** Every machine begins empty, as a runner does, and is thrown away. */
async function oneShift(
  { root, remote, clock }: Place,
  { runId, nonce, machine }: { readonly runId: string; readonly nonce: string; readonly machine: string },
  crash: Crash | null,
): Promise<ShiftOutcome | null> {
  const dir = join(root, machine);
  mkdirSync(dir);
  const power = new Power(crash);
  const opened = await open(dir, remote, 'git');
  const repository = powered(opened, power);
  const ledger = gitLedger({ repository, ref: LEDGER, identity: BOT, clock, random: Math.random });
  const env = { PATH: process.env.PATH ?? '', HOME: dir };
  try {
    const outcome = await runShift(
      {
        land: { repository, ledger, identity: BOT, clock, secrets: [] },
        run: poweredRun(programRunner({ lingerMs: 20, leftoverGraceMs: 200 }), power),
        tell: () => {},
        github: null,
        loadConfig: async () => ({ kind: 'loaded', config: CONFIG, text: '', warnings: [] }),
        agents: async () => ({ forRole: () => ({ backend: agent, model: 'some-model' }) }),
        prompts: async () => ok({}),
        grind: async () => ok(MATERIAL),
        agentEnv: env,
        plainEnv: env,
        // Only machines that are gone leave a lease behind here.
        holderEnded: async () => true,
        killMarked,
        signal: new AbortController().signal,
        pollMs: 30_000,
      },
      {
        runId,
        nonce,
        holder: { workflow_run_id: machine, attempt: 1 },
        startedAt: null,
        dirs: { tree: join(dir, 'tree'), scratch: join(dir, 'scratch'), logs: join(dir, 'logs') },
        originalBranch: null,
      },
    );
    return power.lost ? null : outcome;
  } catch (error) {
    if (power.lost) {
      return null;
    }
    throw error;
  } finally {
    await opened.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
