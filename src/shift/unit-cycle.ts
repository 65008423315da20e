import type { Config } from '../config/config.js';
import { openTexts } from '../documents/deferred.js';
import type { Plan } from '../documents/plan.js';
import { changedFiles } from '../land/changed-files.js';
import { landUnit } from '../land/land-unit.js';
import type { LandPorts, RunFiles } from '../land/run-files.js';
import type { PromptOverrides } from '../prompts/overrides/read-overrides.js';
import { onlyBase } from '../run/branch/moved-base.js';
import { halts } from '../run/halts.js';
import type { Note } from '../run/notes/note.js';
import type { UnitProgress, WorkResult } from '../run/progress.js';
import type { Halt, Order } from '../run/record.js';
import { afterHaltedSweep } from '../run/sweep/after-unit.js';
import { type PlanSubject, subjectOf } from '../run/units/subject.js';
import { accountOf } from '../run/units/unit-name.js';
import { carryOut } from '../work/carry-out.js';
import { takeUp } from './checkout/take-up.js';
import type { TreeMemory } from './checkout/tree-memory.js';
import { treeView } from './checkout/tree-view.js';
import { barred } from './money/set-aside.js';
import type { ShiftPorts, ShiftRequest } from './ports.js';
import type { Announcer } from './progress-effects.js';
import type { PushPacer } from './push-pacer.js';
import type { CycleEnd } from './unit/cycle-end.js';
import { halted, keepHalted, keepInterrupted, withHalt } from './unit/kept-end.js';
import { outagePorts, type Reserve } from './unit/outages.js';
import { tellLanded, tellStale, tellStart } from './unit/tell-unit.js';
import type { UnitKeeper } from './unit-keeper.js';
import { killLate, type Watch } from './watch.js';

export interface CycleInput {
  readonly ports: ShiftPorts;
  readonly land: LandPorts;
  readonly request: ShiftRequest;
  readonly config: Config;
  readonly agents: Reserve;
  readonly prompts: PromptOverrides;
  readonly watch: Watch;
  readonly show: Pick<Announcer, 'show'>;
  readonly pacer: PushPacer;
  /** Notes that came in during this shift. */
  readonly newNotes: () => readonly Note[];
  /** Nothing ran in the checkout since this shift landed the unit before. */
  readonly treeStands: boolean;
}

/** Works one order off: brings the tree to where it was, carries the unit out, lands it or keeps what there is of it. */
export async function unitCycle(input: CycleInput, files: RunFiles, plan: Plan, order: Order): Promise<CycleEnd> {
  const subject = subjectOf(plan, order.unit);
  if (subject === null) {
    return halted(input, files, halts.planInvalid(`The plan has nothing for ${order.unit}.`));
  }
  const taken = await takeUp(input, files, order);
  if (taken.kind === 'lost') {
    return taken;
  }
  const { restored, keeper, memory } = taken;
  const started = input.land.clock.now();
  tellStart(input.ports.tell, files, plan, { subject, order: restored.order });
  const done = new AbortController();
  void killLate(input.ports, input.land.clock, order.nonce, done.signal);
  try {
    const result = await work(input, { ...restored, plan, subject, keeper, memory });
    const end = await settle(input, { files: restored.files, plan, subject, result, keeper, memory });
    if (end.kind === 'landed') {
      const seconds = (input.land.clock.now() - started) / 1000;
      tellLanded(input.ports.tell, { before: files, files: end.files, subject, progress: result.progress, seconds });
    }
    return end;
  } finally {
    done.abort();
  }
}

interface Working {
  readonly files: RunFiles;
  readonly plan: Plan;
  readonly order: Order;
  readonly subject: PlanSubject;
  readonly deferredText: string;
  readonly keeper: UnitKeeper;
  readonly memory: TreeMemory;
}

function work(input: CycleInput, working: Working): Promise<WorkResult> {
  const { ports, land, request, config, agents, watch } = input;
  const { files, order, subject, memory } = working;
  const { record } = files;
  const tree = treeView({ repository: land.repository, base: record.head_sha, noted: notedBefore(order), memory });
  return carryOut(
    {
      order,
      subject,
      planText: files.planText,
      deferredText: working.deferredText,
      base: {
        baseline: record.baseline ?? null,
        failing: record.baseline_failures,
        untouched: onlyBase(record),
      },
      attemptsBefore: record.attempts[accountOf(order.unit)] ?? 0,
      sweep: {
        after: record.sweep_request === undefined ? (record.completed.at(-1) ?? null) : record.sweep_request.after,
        attempts: record.deferred_item_attempts,
        deferredBefore: files.deferredText,
        audit: record.sweep_request?.audit ?? config.sweep.audit_enabled,
        maxItems: record.sweep_request?.max_items ?? null,
      },
      notes: record.notes ?? [],
      config,
      prompts: input.prompts,
      dir: request.dirs.tree,
      scratchDir: request.dirs.scratch,
      logDir: request.dirs.logs,
    },
    {
      run: memory.run,
      clock: land.clock,
      tell: ports.tell,
      agentFor: (role) => agents.forRole(role),
      agentEnv: ports.agentEnv,
      plainEnv: ports.plainEnv,
      treeChanged: () => tree.changed(),
      review: tree,
      files: () => tree.files(),
      noteTree: () => tree.note(),
      changedFiles: async () => {
        const taken = await memory.read();
        // One that cannot be read holds no findings; landing refuses it with the reason.
        return taken.ok ? changedFiles(land.repository, record.head_sha, taken.value) : { files: [], unread: [] };
      },
      save: (progress, options) => working.keeper.save(progress, options),
      newNotes: input.newNotes,
      barred: (progress) => barred(land, record, order.unit, progress),
      setAside: (progress) => working.keeper.setAside(progress),
      outages: outagePorts({ ...input, clock: land.clock }, files, working.plan),
      signal: watch.signal,
    },
  );
}

/** A unit that begins anew, on the base or because its kept tree is gone, has its tree looked at again. */
export function notedBefore(order: Order): string | null {
  return order.stage === 'setup' || order.wip_sha === null ? null : (order.noted_tree ?? null);
}

interface Settling {
  readonly files: RunFiles;
  readonly plan: Plan;
  readonly subject: PlanSubject;
  readonly result: WorkResult;
  readonly keeper: UnitKeeper;
  readonly memory: TreeMemory;
}

async function settle(input: CycleInput, settling: Settling): Promise<CycleEnd> {
  const { result, keeper } = settling;
  if (result.kind === 'refusal') {
    const { progress, halt, rejectedDeferred: rejected } = result;
    return stopped(input, settling, { progress, halt, rejected });
  }
  if (result.kind === 'interruption') {
    return keepInterrupted(keeper, result);
  }
  const { files, plan, subject } = settling;
  const compared = settling.memory.known();
  const outcome = await landUnit(input.land, {
    before: files,
    order: keeper.order(),
    progress: result.progress,
    plan,
    subject,
    dir: input.request.dirs.tree,
    config: input.config,
    ...(compared === null ? {} : { snapshot: compared }),
  });
  switch (outcome.kind) {
    case 'landed':
      input.pacer.note();
      return { kind: 'landed', files: outcome.files, plan: outcome.plan };
    case 'refused':
      return stopped(input, settling, { progress: result.progress, halt: outcome.halt, rejected: undefined });
    case 'lost':
      return outcome;
    case 'unreachable':
      return { kind: 'lost', reason: `the remote could not be reached: ${outcome.message}` };
  }
}

interface Stop {
  readonly progress: UnitProgress;
  readonly halt: Halt;
  readonly rejected: string | undefined;
}

async function stopped(input: CycleInput, settling: Settling, stop: Stop): Promise<CycleEnd> {
  const { files: before, subject, keeper } = settling;
  const swept = subject.kind === 'sweep' && stop.progress.dispatches > 0;
  const end = await keepHalted(keeper, stop.progress, {
    change: (files) => withHalt(input, swept ? withSurvivors(before, files, stop.progress) : files, stop.halt),
    ...(stop.rejected === undefined ? {} : { rejectedDeferred: stop.rejected }),
  });
  if (swept && end.kind === 'halted') {
    tellStale(input.ports.tell, before, end.files);
  }
  return end;
}

/** A sweep that halted after an agent had been started counts for the items that it left open. */
function withSurvivors(before: RunFiles, files: RunFiles, progress: UnitProgress): RunFiles {
  const open = [openTexts(before.deferredText), openTexts(progress.deferred)] as const;
  return { ...files, record: afterHaltedSweep(files.record, ...open) };
}
