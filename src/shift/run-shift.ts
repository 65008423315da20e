import type { Plan } from '../documents/plan.js';
import { purposeNow } from '../land/purpose.js';
import { isoNow, type LandPorts, type RunFiles, withEvent } from '../land/run-files.js';
import { finish, haltRun, issued } from '../run/advance.js';
import { type Decision, decide } from '../run/decide.js';
import { withStop } from '../run/grind/stop.js';
import { withNotes } from '../run/notes/take-notes.js';
import type { Order } from '../run/record.js';
import { followBase } from './base/follow-base.js';
import { claimRun } from './claim/claim-run.js';
import type { Claimed } from './claim/claimed.js';
import { takeBack } from './claim/take-back.js';
import { afterUnit } from './end/after-unit.js';
import { close } from './end/close.js';
import { landReceived } from './grind/fleet/land-received.js';
import { steering } from './grind/steering.js';
import { warned } from './grind/warned.js';
import { removeClones } from './grind/wave/clones.js';
import { parked } from './money/parked.js';
import type { ShiftOutcome, ShiftPorts, ShiftRequest } from './ports.js';
import { announcer } from './progress-effects.js';
import { pushPacer } from './push-pacer.js';
import type { CycleEnd } from './unit/cycle-end.js';
import { nextUnit } from './unit/next-unit.js';
import { reserve } from './unit/outages.js';
import type { Shift } from './unit/shift.js';
import { noteTaker } from './unit/take-notes.js';
import { type Watch, watch } from './watch.js';

/** A shift: claims a run, works its units off until it is over or time is up, and gives it back. */
export async function runShift(ports: ShiftPorts, request: ShiftRequest): Promise<ShiftOutcome> {
  let watching: Watch | null = null;
  const land: LandPorts = {
    ...ports.land,
    observe: (state) => watching?.observe(state),
    hurry: () => ports.signal.aborted,
  };
  const claimed = await (request.received === undefined ? claimRun : takeBack)(ports, land, request);
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
  const known = land.ledger.latest();
  if (known !== null) {
    // A fold that came while sessions were handed out concerns what lands first.
    watching.observe(known);
  }
  try {
    const shift = await begun(ports, { request, land, claimed, watching });
    await shift.show.show(claimed.files, claimed.plan, 'start');
    shift.show.acknowledge(claimed.applied);
    return await (request.received === undefined ? rounds(shift, claimed) : received(shift, claimed, request.received));
  } finally {
    watching.stop();
  }
}

interface Beginning {
  readonly request: ShiftRequest;
  readonly land: LandPorts;
  readonly claimed: Claimed;
  readonly watching: Watch;
}

async function begun(ports: ShiftPorts, { request, land, claimed, watching }: Beginning): Promise<Shift> {
  const started = land.clock.now();
  const { config, trigger, material } = claimed;
  const show = announcer(ports, config, trigger);
  const agents = await ports.agents(config);
  const prompts = await ports.prompts();
  const { drain } = ports;
  if (material !== null) {
    // What a wave left that was cut off by a crash.
    await removeClones(land.repository.gitDir, request.dirs);
  }
  return {
    ports,
    land,
    request,
    config,
    watch: watching,
    show,
    agents: 'code' in agents ? agents : reserve(agents, land.clock),
    // Where they cannot be used, claiming has halted the run, so no unit is carried out.
    prompts: prompts.ok ? prompts.value : {},
    started,
    pacer: pushPacer(land.clock),
    newNotes: noteTaker(watching, show),
    grind: material === null ? null : { material, steer: steering({ watch: watching, show, config, material, drain }) },
  };
}

/** Lands what was handed out, and goes on like any other shift. */
async function received(shift: Shift, { files, plan, halting }: Claimed, downloads: string): Promise<ShiftOutcome> {
  const { grind } = shift;
  if (files.record.status !== 'running' || grind === null) {
    return rounds(shift, { files, plan });
  }
  const end = await landReceived({ ...shift, ...grind }, files, downloads);
  const next = end.kind === 'landed' ? end : await afterUnit(shift, end, plan);
  if (next.kind !== 'landed' && next.kind !== 'decide') {
    return next;
  }
  return halting === undefined
    ? rounds(shift, { files: next.files, plan })
    : close(shift, ended(next.files, { kind: 'halt', halt: halting }, isoNow(shift.land.clock)), plan);
}

async function rounds(shift: Shift, from: Pick<Claimed, 'files' | 'plan'>): Promise<ShiftOutcome> {
  let { files, plan } = from;
  let stands = false;
  for (;;) {
    const now = isoNow(shift.land.clock);
    files = { ...files, record: toldMeanwhile(shift, files, now) };
    const decision = decided(shift, files, plan, now);
    files = { ...files, record: withStop(files.record, decision) };
    if (decision.kind !== 'work' && decision.kind !== 'wave') {
      return close(shift, ended(files, decision, now), plan);
    }
    const orders = decision.kind === 'wave' ? decision.orders : [decision.order];
    const end = await oneRound(shift, { ...files, record: issued(files.record, decision) }, plan, { orders, stands });
    if (end.kind === 'landed') {
      ({ files, plan } = end);
      stands = end.treeStands ?? true;
      await shift.show.show(files, plan, 'progress');
      continue;
    }
    const next = await afterUnit(shift, end, plan);
    if (next.kind !== 'decide') {
      return next;
    }
    // What the unit left stands in the checkout.
    ({ files } = next);
    stands = false;
  }
}

/** The record with what people told the run since the last round. */
function toldMeanwhile(shift: Shift, { record }: RunFiles, now: string): RunFiles['record'] {
  const noted = withNotes(record, shift.newNotes());
  return shift.grind === null ? noted : warned(shift, shift.grind, shift.grind.steer(noted, now), now);
}

function decided(shift: Shift, files: RunFiles, plan: Plan, now: string): Decision {
  const { record, deferredText } = files;
  const { others } = purposeNow(shift.land, record, '');
  return decide({
    record,
    plan,
    deferredText,
    config: shift.config,
    grind: shift.grind?.material ?? null,
    now,
    others,
  });
}

/** The files of a run for which nothing is to be done now. */
function ended(files: RunFiles, decision: Exclude<Decision, { kind: 'work' | 'wave' }>, now: string): RunFiles {
  switch (decision.kind) {
    case 'over':
      return files;
    case 'wait':
    case 'ask':
      return parked(files, decision, now);
    case 'finish': {
      const step = finish(files.record, now);
      return step.ok ? withEvent({ ...files, record: step.value }, now, { event: 'finished' }) : files;
    }
    case 'halt': {
      const step = haltRun(files.record, decision.halt, now);
      return step.ok
        ? withEvent({ ...files, record: step.value }, now, { event: 'halted', code: decision.halt.code })
        : files;
    }
  }
}

/** @param round `stands`: whether the checkout is as the unit that landed just before left it */
async function oneRound(
  shift: Shift,
  files: RunFiles,
  plan: Plan,
  { orders, stands }: { readonly orders: readonly Order[]; readonly stands: boolean },
): Promise<CycleEnd> {
  const [first] = orders;
  if (first === undefined) {
    return { kind: 'lost', reason: 'there is no order to carry out' };
  }
  const based = await followBase(shift, files, first);
  if (based.kind !== 'go') {
    return based;
  }
  if (orders.length > 1 && based.files.record.head_sha !== files.record.head_sha) {
    // All of them begin on the new ground; deciding anew puts them there.
    return { kind: 'landed', files: based.files, plan, treeStands: false };
  }
  return nextUnit(shift, based.files, plan, { orders, stands });
}
