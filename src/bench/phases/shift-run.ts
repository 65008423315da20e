import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scriptAgent } from '../../agents/script.js';
import { sha256 } from '../../base/digest.js';
import { PitbossError } from '../../base/pitboss-error.js';
import { systemClock } from '../../base/system-clock.js';
import { parseConfig } from '../../config/parse-config.js';
import { openTrustedRepository } from '../../git/trusted-repository.js';
import { gitInbox } from '../../ledger/git-inbox.js';
import { gitLedger } from '../../ledger/git-store.js';
import { killMarked } from '../../process/marker-sweep.js';
import { runProgram } from '../../process/run-program.js';
import type { Tell } from '../../report/shift-event.js';
import { firstNonce, runIdFor } from '../../run/ids.js';
import type { Trigger } from '../../run/trigger.js';
import type { ShiftPorts } from '../../shift/ports.js';
import { runShift } from '../../shift/run-shift.js';
import { benchEnvironment } from '../run-git.js';
import { LOG_VARIABLE, type Programs } from './programs.js';

const IDENTITY = { name: 'bench', email: 'bench@localhost' };

export interface ShiftRun {
  /** Empty folder for everything that the run leaves behind. */
  readonly folder: string;
  /** Absolute path of the bare repository that serves as the remote. */
  readonly remote: string;
  readonly base: string;
  readonly plan: string;
  readonly programs: Programs;
  /** File in which the fakes note their times. */
  readonly log: string;
  readonly tell: Tell;
  readonly onGitProcess: () => void;
  /** Whether an auditor looks at each phase. */
  readonly audit: boolean;
}

/** One whole run by the real shift in this process, with programs in place of agent and tests. */
export async function shiftRun(run: ShiftRun): Promise<void> {
  const repository = await openTrustedRepository({
    gitDir: join(run.folder, 'git'),
    remote: run.remote,
    token: async () => null,
    env: process.env,
    onProcess: run.onGitProcess,
  });
  const ledger = gitLedger({
    repository,
    ref: 'refs/heads/pitboss/ledger',
    identity: IDENTITY,
    clock: systemClock,
    random: Math.random,
  });
  const trigger = triggerOf(run);
  const dirs = {
    tree: join(run.folder, 'tree'),
    scratch: join(run.folder, 'scratch'),
    logs: join(run.folder, 'logs'),
  };
  try {
    await Promise.all(Object.values(dirs).map((dir) => mkdir(dir, { recursive: true })));
    await gitInbox(ledger).add(trigger);
    const outcome = await runShift(portsOf(run, { repository, ledger }), {
      runId: trigger.run_id,
      nonce: firstNonce(trigger.run_id),
      holder: { workflow_run_id: 'bench', attempt: 1 },
      startedAt: null,
      dirs,
      originalBranch: null,
    });
    if (outcome.kind !== 'ended' || outcome.record.status !== 'finished') {
      throw notFinished(outcome.kind === 'ended' ? JSON.stringify(outcome.record.halt) : outcome.kind);
    }
  } finally {
    await repository.close();
  }
}

function portsOf(run: ShiftRun, parts: Pick<ShiftPorts['land'], 'repository' | 'ledger'>): ShiftPorts {
  const env = { ...benchEnvironment(), [LOG_VARIABLE]: run.log };
  // The look at the base comes once in a run and is mostly the tests' own time; this is about phases, as is the loop beside it.
  const text = `audit:\n  enabled: ${run.audit}\ntests:\n  command: [bash, ${JSON.stringify(run.programs.tests)}]\n  baseline: ignore\n`;
  const backend = scriptAgent({ scriptFile: '-', program: ['bash', run.programs.agent] });
  const config = parseConfig(text, 'pitboss.yml');
  if (!config.ok) {
    throw notFinished(JSON.stringify(config.problems));
  }
  return {
    land: { ...parts, identity: IDENTITY, clock: systemClock, secrets: ['a-secret-of-the-bench'] },
    run: runProgram,
    tell: run.tell,
    github: null,
    loadConfig: async () => ({ kind: 'loaded', config: config.config, text, warnings: [] }),
    prompts: async () => ({ ok: true, value: {} }),
    agents: async () => ({ forRole: () => ({ backend, model: 'none' }) }),
    agentEnv: env,
    plainEnv: env,
    holderEnded: async () => false,
    killMarked,
    signal: new AbortController().signal,
    pollMs: 30_000,
  };
}

function triggerOf(run: ShiftRun): Trigger {
  const at = new Date().toISOString();
  const key = `bench-${sha256(run.folder).slice(0, 12)}`;
  return {
    schema: 1,
    key,
    verb: 'play',
    at,
    run_id: runIdFor(at, key),
    actor: { login: 'bench', id: 0, permission: 'admin' },
    source: { event: 'cli', comment_id: null, url: null },
    issue: null,
    plan: { source: 'file', path: 'plan.md', text: run.plan, sha256: sha256(run.plan) },
    base: { ref: 'main', sha: run.base },
  };
}

function notFinished(why: string): PitbossError {
  return new PitbossError({
    code: 'bench_run_failed',
    what: 'A run of the bench did not finish.',
    why,
    fix: 'Run the tests of src/shift first; the bench measures only what works.',
  });
}
