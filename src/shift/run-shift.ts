import type { Plan } from '../documents/plan.js';
import type { GrindMaterial } from '../grind/rotation.js';
import { purposeNow } from '../land/purpose.js';
import { isoNow, type LandPorts, type RunFiles, withEvent } from '../land/run-files.js';
import { finish, haltRun, issue } from '../run/advance.js';
import { spentUsd } from '../run/budget.js';
import { applyTrigger, ignoreTrigger } from '../run/commands/apply-trigger.js';
import { decide } from '../run/decide.js';
import { halts } from '../run/halts.js';
import { withNotes } from '../run/notes/take-notes.js';
import type { InterruptReason } from '../run/progress.js';
import type { RunRecord } from '../run/record.js';
import { followBase } from './base/follow-base.js';
import { claimRun } from './claim/claim-run.js';
import type { Claimed } from './claim/claimed.js';
import { dispatchNext } from './dispatch-next.js';
import { giveBack } from './end/give-back.js';
import { asleep } from './end/sleep.js';
import { parked } from './money/parked.js';
import { planningCycle } from './planning/planning-cycle.js';
import type { ShiftOutcome, ShiftPorts, ShiftRequest } from './ports.js';
import { type Announcer, announcer } from './progress-effects.js';
import { pushPacer } from './push-pacer.js';
import type { CycleEnd } from './unit/cycle-end.js';
import { type Reserve, reserve } from './unit/outages.js';
import { noteTaker } from './unit/take-notes.js';
import { type CycleInput, unitCycle } from './unit-cycle.js';
import { type Watch, watch } from './watch.js';

/** A shift: claims a run, works its units off until it is over or time is up, and gives it back. */
export async function runShift(ports: ShiftPorts, request: ShiftRequest): Promise<ShiftOutcome> {
  let watching: Watch | null = null;
  const land: LandPorts = {
    ...ports.land,
    observe: (state) => watching?.observe(state),
    hurry: () => ports.signal.aborted,
  };
  const claimed = await claimRun(ports, land, request);
  if (claimed.kind !== 'claimed') {
    return claimed;
  }
  watching = watch({
    ports,
    request,
    read: () => land.ledger.read(),
    clock: land.clock,
    minutes: claimed.config.limits.shift_minutes,
  });
  const started = land.clock.now();
  const show = announcer(ports, claimed.config, claimed.trigger);
  try {
    const agents = await ports.agents(claimed.config);
    const prompts = await ports.prompts();
    const shift: Shift = {
      ports,
      land,
      request,
      config: claimed.config,
      watch: watching,
      show,
      agents: 'code' in agents ? agents : reserve(agents, land.clock),
      // Where they cannot be used, claiming has halted the run, so no unit is carried out.
      prompts: prompts.ok ? prompts.value : {},
      started,
      pacer: pushPacer(land.clock),
      newNotes: noteTaker(watching, show),
      material: claimed.material,
    };
    await shift.show.show(claimed.files, claimed.plan, 'start');
    shift.show.acknowledge(claimed.applied);
    return await rounds(shift, claimed);
  } finally {
    watching.stop();
  }
}

interface Shift extends Omit<CycleInput, 'agents' | 'treeStands'> {
  readonly show: Announcer;
  readonly agents: Reserve | { readonly code: string };
  readonly started: number;
  /** Of a grind run. */
  readonly material: GrindMaterial | null;
}

async function rounds(shift: Shift, from: Pick<Claimed, 'files' | 'plan'>): Promise<ShiftOutcome> {
  let { files, plan } = from;
  let landed = false;
  for (;;) {
    files = { ...files, record: withNotes(files.record, shift.newNotes()) };
    const now = isoNow(shift.land.clock);
    const { others } = purposeNow(shift.land, files.record, '');
    const { record, deferredText } = files;
    const decision = decide({ record, plan, deferredText, config: shift.config, grind: shift.material, now, others });
    switch (decision.kind) {
      case 'over':
        return close(shift, files, plan);
      case 'wait':
      case 'ask':
        return close(shift, parked(files, decision, now), plan);
      case 'finish': {
        const step = finish(files.record, now);
        return close(
          shift,
          step.ok ? withEvent({ ...files, record: step.value }, now, { event: 'finished' }) : files,
          plan,
        );
      }
      case 'halt': {
        const step = haltRun(files.record, decision.halt, now);
        return close(
          shift,
          step.ok
            ? withEvent({ ...files, record: step.value }, now, { event: 'halted', code: decision.halt.code })
            : files,
          plan,
        );
      }
      case 'wave':
        throw new Error('waves: not yet');
      case 'work': {
        const next = { ...files, record: issue(files.record, decision.order) };
        const based = await followBase(shift, next, decision.order);
        if (based.kind !== 'go') {
          return afterUnit(shift, based, plan);
        }
        const end = await oneUnit(shift, based.files, plan, landed);
        if (end.kind !== 'landed') {
          return afterUnit(shift, end, plan);
        }
        files = end.files;
        plan = end.plan;
        landed = true;
        await shift.show.show(files, plan, 'progress');
      }
    }
  }
}

/** @param treeStands whether the checkout is as the unit that landed just before left it */
async function oneUnit(shift: Shift, files: RunFiles, plan: Plan, treeStands: boolean): Promise<CycleEnd> {
  const order = Object.values(files.record.orders)[0];
  if (order === undefined || 'code' in shift.agents) {
    return { kind: 'lost', reason: 'there is no order to carry out' };
  }
  if (shift.watch.signal.aborted) {
    return { kind: 'interrupted', files, reason: reasonOf(shift.watch.signal) };
  }
  const effects = await shift.show.settled();
  const current = effects === null ? files : { ...files, record: { ...files.record, effects } };
  const input = { ...shift, agents: shift.agents, treeStands };
  return (current.record.kind === 'plan' ? planningCycle : unitCycle)(input, current, plan, order);
}

function reasonOf(signal: AbortSignal): InterruptReason {
  const reason: unknown = signal.reason;
  return reason === 'deadline' || reason === 'fold' || reason === 'lease_lost' ? reason : 'signal';
}

async function afterUnit(shift: Shift, end: Exclude<CycleEnd, { kind: 'landed' }>, plan: Plan): Promise<ShiftOutcome> {
  if (end.kind === 'lost') {
    return { kind: 'lost', reason: end.reason };
  }
  if (end.kind === 'halted') {
    return close(shift, end.files, plan);
  }
  const now = isoNow(shift.land.clock);
  switch (end.reason) {
    case 'fold':
      shift.show.acknowledge(shift.watch.newCommands());
      return close(
        shift,
        withEvent({ ...end.files, record: applyCommands(shift, end.files.record) }, now, { event: 'folded' }),
        plan,
      );
    case 'signal': {
      const step = haltRun(end.files.record, halts.interrupted(), now);
      return close(
        shift,
        step.ok
          ? withEvent({ ...end.files, record: step.value }, now, { event: 'halted', code: 'interrupted' })
          : end.files,
        plan,
      );
    }
    case 'parked':
      // The unit is saved; where it does not say what it waits for, deciding anew says for how long, or that there is money again.
      return end.wait === undefined
        ? rounds(shift, { files: end.files, plan })
        : close(shift, asleep(end.files, end.wait, { most: shift.config.agent.max_waits, now }), plan);
    case 'lease_lost':
      return { kind: 'lost', reason: 'another shift took the run over' };
    case 'deadline':
    case 'unsaved':
      return handOver(shift, end.files, plan);
  }
}

function applyCommands(shift: Shift, record: RunRecord): RunRecord {
  const now = isoNow(shift.land.clock);
  return shift.watch.newCommands().reduce((current, trigger) => {
    const step = applyTrigger(current, trigger, now);
    return step.ok ? step.value : ignoreTrigger(current, trigger);
  }, record);
}

/** Writes the last word of this shift: effects first, then record and lease in one push. */
async function close(shift: Shift, files: RunFiles, plan: Plan): Promise<ShiftOutcome> {
  const hurry = shift.ports.signal.aborted;
  const kept = hurry ? await giveBack(shift, files) : files;
  // A run that sleeps has not ended, and makes no comment of its own each day.
  await shift.show.show(kept, plan, kept.record.status === 'waiting' && kept.record.kind !== 'plan' ? 'start' : 'end');
  const done = hurry ? await giveBack(shift, kept) : await giveBack(shift, await withEffects(shift, kept));
  shift.ports.tell({
    kind: 'ended',
    runId: done.record.run_id,
    status: done.record.status,
    halt: done.record.status === 'waiting' ? (done.record.wait ?? null) : done.record.halt,
    usd: spentUsd(done.record),
    seconds: (shift.land.clock.now() - shift.started) / 1000,
  });
  await dispatchNext(shift.ports, shift.land, shift.config);
  return { kind: 'ended', record: done.record, planText: done.planText };
}

async function withEffects(shift: Shift, files: RunFiles): Promise<RunFiles> {
  const effects = await shift.show.settled();
  return effects === null ? files : { ...files, record: { ...files.record, effects } };
}

async function handOver(shift: Shift, files: RunFiles, plan: Plan): Promise<ShiftOutcome> {
  await shift.show.show(files, plan, 'progress');
  const done = await giveBack(shift, await withEffects(shift, files));
  shift.ports.tell({
    kind: 'ended',
    runId: done.record.run_id,
    status: 'handed_over',
    halt: null,
    usd: spentUsd(done.record),
    seconds: (shift.land.clock.now() - shift.started) / 1000,
  });
  await dispatchNext(shift.ports, shift.land, shift.config);
  return { kind: 'handed_over', record: done.record, planText: done.planText };
}
