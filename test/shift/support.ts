import { join } from 'node:path';
import type { AgentBackend } from '../../src/agents/contract.js';
import type { Clock } from '../../src/base/clock.js';
import { sha256 } from '../../src/base/digest.js';
import { systemClock } from '../../src/base/system-clock.js';
import { type Config, DEFAULT_CONFIG } from '../../src/config/config.js';
import { gitInbox } from '../../src/ledger/git-inbox.js';
import { gitLedger } from '../../src/ledger/git-store.js';
import type { LedgerState, LedgerStore, TriggerInbox } from '../../src/ledger/ledger.js';
import { killMarked } from '../../src/process/marker-sweep.js';
import { programRunner } from '../../src/process/run-program.js';
import type { ShiftEvent } from '../../src/report/shift-event.js';
import { firstNonce, runIdFor } from '../../src/run/ids.js';
import type { Lease, RunRecord } from '../../src/run/record.js';
import type { Trigger, TriggerVerb } from '../../src/run/trigger.js';
import type { LoadedConfig, ShiftOutcome, ShiftPorts, ShiftRequest } from '../../src/shift/ports.js';
import { runShift } from '../../src/shift/run-shift.js';
import { BOT, git, type Scene, scene } from '../git/support.js';
import { LEDGER } from '../land/support.js';
import { NOW, planText } from '../run/samples.js';
import { shellAgent, withoutAudit } from '../work/support.js';

/** Reads the phase's id out of the prompt; for the beginning of a shell agent. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own placeholders
export const READ_ID = 'read -r first; id=${first#*unit=phase/}; id=${id%% *}';
/** Writes one file per phase, as the plan asks. */
export const WRITES_FILE = shellAgent({ implementer: `${READ_ID}; echo "$id" > "$id.txt"` });

export interface ShiftOptions {
  /** Machines have a git directory and a working tree of their own. */
  readonly machine?: string;
  readonly agent?: AgentBackend;
  readonly config?: (config: Config) => Config;
  readonly nonce?: string;
  /** Another run than the first one. */
  readonly runId?: string;
  readonly clock?: Clock;
  readonly startedAt?: number;
  readonly signal?: AbortSignal;
  readonly pollMs?: number;
  readonly secrets?: readonly string[];
  readonly onTell?: (event: ShiftEvent) => void;
  readonly ports?: Partial<ShiftPorts>;
  /** Who holds the run, and what is landed, where that matters. */
  readonly request?: Partial<Pick<ShiftRequest, 'holder' | 'received'>>;
}

export interface Shifted {
  readonly outcome: ShiftOutcome;
  readonly told: readonly ShiftEvent[];
  /** Phases that an agent was started for, in order. */
  readonly started: readonly string[];
}

export interface ShiftScene extends Scene {
  readonly inbox: TriggerInbox;
  readonly runId: string;
  command(verb: TriggerVerb, fields?: Partial<Trigger>): Promise<Trigger>;
  shift(options?: ShiftOptions): Promise<Shifted>;
  record(runId?: string): Promise<RunRecord>;
  remoteGit(...args: string[]): string;
  /** Subjects of the commits on the run branch, oldest first. */
  subjects(): readonly string[];
  tip(ref: string): string | null;
}

/** A remote with a plan of this many phases, accepted by a `play` command. */
export async function shiftScene(
  options: { base?: Record<string, string>; phases?: number; play?: Partial<Trigger> } = {},
): Promise<ShiftScene> {
  const world = scene(options.base ?? { 'a.txt': 'one\n' });
  const ledger = await openLedger(world, 'app.git');
  const inbox = gitInbox(ledger);
  let commands = 0;
  let machines = 0;
  const text = planText(options.phases ?? 2);
  const command: ShiftScene['command'] = async (verb, fields = {}) => {
    commands += 1;
    const trigger = commandOf(verb, commands, { text, sha: world.base, runId }, fields);
    await inbox.add(trigger);
    return trigger;
  };
  const runId = runIdFor(NOW, keyOf(1));
  await command('play', options.play);
  const state = async (): Promise<LedgerState> => ledger.read();
  const record = async (id = runId): Promise<RunRecord> => {
    const found = (await state()).runs.get(id);
    if (found === undefined) {
      throw new TypeError(`no record of ${id}`);
    }
    return found;
  };
  const tip = (ref: string) => git(world.remote, 'for-each-ref', '--format=%(objectname)', ref) || null;
  return {
    ...world,
    inbox,
    runId,
    command,
    record,
    tip,
    remoteGit: (...args) => git(world.remote, ...args),
    subjects: () => {
      const lines = git(world.remote, 'log', '--reverse', '--format=%s', `${world.base}..pitboss/play/${runId}`);
      return lines === '' ? [] : lines.split('\n');
    },
    async shift(change = {}) {
      machines += 1;
      const machine = `machine-${machines}`;
      const nonce = change.nonce ?? (await state()).runs.get(runId)?.next_nonce ?? firstNonce(runId);
      return oneShift(world, change.runId ?? runId, { machine, ...change, nonce });
    },
  };
}

/**
 * Nonces come from a run's id and are the markers of its programs. Test files run side by side: with one id for all, the sweep of one
 * would kill the agents of another.
 */
function keyOf(count: number): string {
  return `command-${process.pid}-${count}`;
}

function commandOf(
  verb: TriggerVerb,
  count: number,
  facts: { readonly text: string; readonly sha: string; readonly runId: string },
  fields: Partial<Trigger>,
): Trigger {
  const { text, sha, runId } = facts;
  const key = keyOf(count);
  const at = new Date(Date.parse(NOW) + (count - 1) * 1000).toISOString();
  return {
    schema: 1,
    key,
    verb,
    at,
    run_id: runId,
    actor: { login: 'ada', id: 7, permission: 'write' },
    source: { event: 'issue_comment', comment_id: 11, url: null },
    issue: { number: 3, title: 'Build it' },
    plan: verb === 'play' ? { source: 'issue', path: null, text, sha256: sha256(text) } : null,
    base: verb === 'play' ? { ref: 'main', sha } : null,
    ...fields,
  };
}

async function openLedger(world: Scene, name: string): Promise<LedgerStore> {
  const repository = await world.open({ name });
  return gitLedger({ repository, ref: LEDGER, identity: BOT, clock: systemClock, random: Math.random });
}

let holders = 0;

async function oneShift(
  world: Scene,
  runId: string,
  options: ShiftOptions & { machine: string; nonce: string },
): Promise<Shifted> {
  holders += 1;
  const holder = String(holders);
  const root = join(world.root, options.machine);
  const repository = await world.open({ name: `${options.machine}/git` });
  const clock = options.clock ?? systemClock;
  const ledger = gitLedger({ repository, ref: LEDGER, identity: BOT, clock: systemClock, random: Math.random });
  const told: ShiftEvent[] = [];
  const agent = options.agent ?? WRITES_FILE;
  const config = (options.config ?? ((same) => same))(withoutAudit(DEFAULT_CONFIG));
  const env = { PATH: process.env.PATH ?? '', HOME: root };
  const loaded: LoadedConfig = { kind: 'loaded', config, text: '', warnings: [] };
  const ports: ShiftPorts = {
    land: { repository, ledger, identity: BOT, clock, secrets: options.secrets ?? [] },
    run: programRunner({ lingerMs: 20, leftoverGraceMs: 200 }),
    tell: (event) => {
      told.push(event);
      options.onTell?.(event);
    },
    github: null,
    loadConfig: async () => loaded,
    agents: async () => ({ forRole: () => ({ backend: agent, model: 'some-model' }) }),
    prompts: async () => ({ ok: true, value: {} }),
    agentEnv: env,
    plainEnv: env,
    holderEnded: async (_lease: Lease) => false,
    killMarked,
    signal: options.signal ?? new AbortController().signal,
    pollMs: options.pollMs ?? 30_000,
    ...options.ports,
  };
  const outcome = await runShift(ports, {
    runId,
    nonce: options.nonce,
    holder: { workflow_run_id: holder, attempt: 1 },
    startedAt: options.startedAt ?? null,
    dirs: { tree: join(root, 'tree'), scratch: join(root, 'scratch'), logs: join(root, 'logs') },
    originalBranch: null,
    ...options.request,
  });
  const started = told.flatMap((event) => (event.kind === 'phase_started' ? [event.id] : []));
  return { outcome, told, started };
}

/** A clock that goes on only when told to. */
export function steppedClock(): Clock & { advance(ms: number): void } {
  let now = Date.parse(NOW);
  const waiting = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const entry = { at: now + ms, wake };
        function wake(): void {
          waiting.delete(entry);
          signal?.removeEventListener('abort', wake);
          resolve();
        }
        waiting.add(entry);
        signal?.addEventListener('abort', wake, { once: true });
        if (signal?.aborted || ms <= 0) {
          wake();
        }
      }),
    advance(ms) {
      now += ms;
      for (const entry of [...waiting].filter(({ at }) => at <= now)) {
        entry.wake();
      }
    },
  };
}
