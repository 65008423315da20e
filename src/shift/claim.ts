import type { Config } from '../config/config.js';
import { type Plan, parsePlan } from '../documents/plan.js';
import { branchState } from '../land/adopt.js';
import { advanced, planOf } from '../land/land-unit.js';
import { isoNow, type LandPorts, type RunFiles, withEvent, writeRun } from '../land/run-files.js';
import type { LedgerState } from '../ledger/ledger.js';
import { runPath } from '../ledger/paths.js';
import { applyTrigger, claim, haltRun, ignoreTrigger, issue } from '../run/advance.js';
import { decide } from '../run/decide.js';
import { halts } from '../run/halts.js';
import { entryOf, placeInQueue, type QueueEntry } from '../run/queue.js';
import type { Halt, Lease, RunRecord } from '../run/record.js';
import { startRecord } from '../run/start.js';
import type { Trigger } from '../run/trigger.js';
import type { ShiftOutcome, ShiftPorts, ShiftRequest } from './ports.js';
import { preflight } from './preflight.js';

export interface Claimed {
  readonly kind: 'claimed';
  readonly files: RunFiles;
  readonly plan: Plan;
  readonly config: Config;
  readonly trigger: Trigger;
}

type Declined = Extract<ShiftOutcome, { kind: 'declined' | 'lost' }>;

function declined(code: string, reason: string): Declined {
  return { kind: 'declined', code, reason };
}

/**
 * Takes a run: checks that it is ours to take, applies waiting commands, settles what a dead shift left, and pushes branch and
 * record together before any agent starts. A rule that refuses the branch refuses here, at no cost.
 */
export async function claimRun(ports: ShiftPorts, land: LandPorts, request: ShiftRequest): Promise<Claimed | Declined> {
  const state = await land.ledger.read();
  const entry = entryOf(state, request.runId);
  const trigger = state.triggers.find((item) => item.run_id === request.runId && item.verb === 'play');
  if (trigger === undefined) {
    return declined('unknown_run', `The ledger holds no accepted command that starts run ${request.runId}.`);
  }
  const held = await holdingProblem(ports, entry, request);
  if (held !== null) {
    return held;
  }
  const loaded = await ports.loadConfig();
  if (loaded.kind === 'invalid' && entry.record === null) {
    return declined(loaded.halt.code, `${loaded.halt.what} ${loaded.halt.why}`);
  }
  const config = loaded.kind === 'loaded' ? loaded.config : null;
  const waiting = config === null ? 0 : placeInQueue(state, request.runId, config.queue.concurrent_runs);
  if (waiting > 0) {
    return declined(
      'queued',
      `${waiting} other run(s) stand before run ${request.runId}; it is dispatched when its turn comes.`,
    );
  }
  const files = await filesOf(land, state, entry, {
    trigger,
    config,
    configText: loaded.kind === 'loaded' ? loaded.text : '',
    request,
  });
  if (files === null) {
    return declined('plan_invalid', `The plan of run ${request.runId} cannot be read.`);
  }
  return take(ports, land, {
    entry,
    request,
    trigger,
    files,
    config,
    halt: loaded.kind === 'invalid' ? loaded.halt : null,
  });
}

async function holdingProblem(ports: ShiftPorts, entry: QueueEntry, request: ShiftRequest): Promise<Declined | null> {
  if (entry.nonce !== request.nonce) {
    return declined(
      'stale_nonce',
      `Another shift was dispatched for run ${entry.runId} after this one; it goes on there.`,
    );
  }
  if (entry.lease !== null && !(await ports.holderEnded(entry.lease))) {
    return declined(
      'held',
      `Run ${entry.runId} is held by workflow run ${entry.lease.workflow_run_id}, which has not ended.`,
    );
  }
  if (entry.status === 'finished' || entry.status === 'folded') {
    return declined('over', `Run ${entry.runId} is ${entry.status}.`);
  }
  return null;
}

interface NewRun {
  readonly trigger: Trigger;
  readonly config: Config | null;
  readonly configText: string;
  readonly request: ShiftRequest;
}

async function filesOf(
  land: LandPorts,
  state: LedgerState,
  entry: QueueEntry,
  fresh: NewRun,
): Promise<RunFiles | null> {
  if (entry.record !== null && state.tip !== null) {
    const tip = state.tip;
    const read = async (name: string) => (await land.ledger.readFile(tip, runPath(entry.runId, name))) ?? '';
    return {
      record: entry.record,
      planText: await read('plan.md'),
      deferredText: await read('deferred.md'),
      events: await read('events.jsonl'),
    };
  }
  const { trigger, config, request } = fresh;
  const planText = trigger.plan?.text ?? '';
  const plan = parsePlan(planText);
  if (!plan.ok || config === null || trigger.base === null) {
    return null;
  }
  const record = startRecord({
    trigger,
    plan: plan.value,
    planText,
    config,
    configText: fresh.configText,
    base: trigger.base,
    originalBranch: request.originalBranch,
    nonce: request.nonce,
    now: isoNow(land.clock),
  });
  return { record, planText, deferredText: '', events: '' };
}

interface Taking {
  readonly entry: QueueEntry;
  readonly request: ShiftRequest;
  readonly trigger: Trigger;
  readonly files: RunFiles;
  readonly config: Config | null;
  readonly halt: Halt | null;
}

async function take(ports: ShiftPorts, land: LandPorts, taking: Taking): Promise<Claimed | Declined> {
  const now = isoNow(land.clock);
  const lease: Lease = { ...taking.request.holder, nonce: taking.request.nonce };
  const step = claim(taking.files.record, lease, now);
  const plan = planOf(taking.files);
  if (!step.ok || plan === null || taking.config === null) {
    return declined('over', `Run ${taking.request.runId} cannot go on: it is ${taking.files.record.status}.`);
  }
  const config = taking.config;
  const commanded = applyInbox(withCaps(step.value, config), taking.entry.inbox, now);
  const branch = await settleBranch(land, { ...taking.files, record: commanded }, plan, config);
  const stopped = taking.halt ?? branch.halt ?? (await preflight(ports, land, branch.files.record, config));
  const decided = withDecision({ ...branch, config }, stopped, now);
  const files = withEvent(decided, now, { event: 'claimed', by: lease.workflow_run_id, shift: commanded.shifts });
  return push(ports, land, {
    files,
    plan: planOf(files) ?? plan,
    config,
    trigger: taking.trigger,
    lease,
    create: branch.create,
  });
}

/** Caps follow the configuration at each claim, so that a raised budget counts after a rebuy. */
function withCaps(record: RunRecord, config: Config): RunRecord {
  const { max_total_usd: usd, max_total_tokens: tokens } = config.budgets;
  return { ...record, limits: { ...record.limits, max_total_usd: usd ?? null, max_total_tokens: tokens ?? null } };
}

function applyInbox(record: RunRecord, inbox: readonly Trigger[], now: string): RunRecord {
  return inbox.reduce((current, trigger) => {
    const step = applyTrigger(current, trigger, now);
    return step.ok ? step.value : ignoreTrigger(current, trigger);
  }, record);
}

interface SettledBranch {
  readonly files: RunFiles;
  readonly plan: Plan;
  readonly halt: Halt | null;
  /** The branch is still to be created, at the base commit. */
  readonly create: boolean;
}

/** Compares the run branch with the record: creates it, adopts our own unrecorded commit, or stops because somebody moved it. */
async function settleBranch(land: LandPorts, files: RunFiles, plan: Plan, config: Config): Promise<SettledBranch> {
  const { record } = files;
  const ref = `refs/heads/${record.branch}`;
  const tip = (await land.repository.remoteTips([ref])).get(ref) ?? null;
  const fresh = record.shifts === 1 && record.completed.length === 0;
  await land.repository.fetch([...new Set([tip === null ? record.base.sha : ref, record.base.sha])]);
  if (tip === null && fresh) {
    return { files, plan, halt: null, create: true };
  }
  const state = branchState(record, tip === null ? null : await land.repository.readCommit(tip), land.identity);
  if (state.kind === 'moved') {
    return { files, plan, halt: halts.branchMoved(record.branch), create: false };
  }
  const phase =
    state.kind === 'ahead' ? plan.phases.find((item) => `phase/${item.id}` === state.order.unit) : undefined;
  if (state.kind === 'ahead' && phase !== undefined) {
    const progress = {
      stage: 'test',
      fix: state.order.fix,
      usage: {},
      dispatches: 0,
      tests: null,
      deferred: files.deferredText,
    } as const;
    const next = advanced(land, { before: files, order: state.order, progress, plan, phase, config }, state.commit);
    if (next.kind === 'advanced') {
      return {
        files: withEvent(next.files, isoNow(land.clock), { event: 'adopted', commit: state.commit }),
        plan: next.plan,
        halt: null,
        create: false,
      };
    }
  }
  return { files, plan, halt: null, create: false };
}

function withDecision(
  branch: { files: RunFiles; plan: Plan; config: Config },
  stopped: Halt | null,
  now: string,
): RunFiles {
  const { files, plan, config } = branch;
  if (files.record.status !== 'running') {
    return files;
  }
  const decision =
    stopped === null ? decide({ record: files.record, plan, config, now }) : ({ kind: 'halt', halt: stopped } as const);
  if (decision.kind === 'work') {
    return { ...files, record: issue(files.record, decision.order) };
  }
  if (decision.kind === 'halt') {
    const step = haltRun(files.record, decision.halt, now);
    return step.ok
      ? withEvent({ ...files, record: step.value }, now, { event: 'halted', code: decision.halt.code })
      : files;
  }
  return files;
}

interface FirstPush extends Omit<Claimed, 'kind'> {
  readonly lease: Lease;
  readonly create: boolean;
}

async function push(ports: ShiftPorts, land: LandPorts, first: FirstPush): Promise<Claimed | Declined> {
  const { files, plan, config, trigger, lease } = first;
  const { record } = files;
  const branchRef = { ref: `refs/heads/${record.branch}`, from: null, to: record.base.sha };
  const outcome = await writeRun(land, files, {
    message: 'claimed',
    alongside: first.create ? [branchRef] : [],
    lease,
  });
  if (outcome.kind === 'written') {
    ports.tell({
      kind: 'claimed',
      runId: record.run_id,
      branch: record.branch,
      base: record.base.sha,
      shift: record.shifts,
    });
    return { kind: 'claimed', files, plan, config, trigger };
  }
  if (outcome.kind === 'lost') {
    return { kind: 'lost', reason: outcome.reason };
  }
  if (outcome.kind === 'unreachable') {
    return { kind: 'lost', reason: `The remote could not be reached: ${outcome.message}` };
  }
  const halt = outcome.kind === 'moved' ? halts.branchMoved(record.branch) : halts.pushRefused(outcome.message);
  return pushHalted(land, first, halt);
}

/** The branch was refused; the run is recorded as halted all the same, so that people are told why. */
async function pushHalted(land: LandPorts, first: FirstPush, halt: Halt): Promise<Claimed | Declined> {
  const now = isoNow(land.clock);
  const step = haltRun({ ...first.files.record, status: 'running', orders: {} }, halt, now);
  const files = step.ok
    ? withEvent({ ...first.files, record: step.value }, now, { event: 'halted', code: halt.code })
    : first.files;
  const outcome = await writeRun(land, files, { message: `halted: ${halt.code}`, lease: first.lease });
  const { plan, config, trigger } = first;
  return outcome.kind === 'written'
    ? { kind: 'claimed', files, plan, config, trigger }
    : { kind: 'lost', reason: `${halt.what} ${halt.why}` };
}
