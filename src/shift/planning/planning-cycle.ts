import { rm } from 'node:fs/promises';
import type { Plan } from '../../documents/plan.js';
import { planOf } from '../../land/land-unit.js';
import { isoNow, type RunFiles, type WriteOutcome, withEvent, writeRun } from '../../land/run-files.js';
import { holdsSecret, secretForms } from '../../land/secret-scan.js';
import { haltRun } from '../../run/advance.js';
import { halts } from '../../run/halts.js';
import { landPlanning, type Planned } from '../../run/planning/land-planning.js';
import type { Planning } from '../../run/planning/planning.js';
import type { UnitProgress } from '../../run/progress.js';
import type { Halt, Order } from '../../run/record.js';
import { carryOutPlanning } from '../../work/planning/carry-out-planning.js';
import type { PlanningResult } from '../../work/planning/planning-unit.js';
import { survey } from '../../work/planning/survey.js';
import { barred } from '../money/set-aside.js';
import type { CycleEnd } from '../unit/cycle-end.js';
import { outagePorts } from '../unit/outages.js';
import type { CycleInput } from '../unit-cycle.js';
import { killLate } from '../watch.js';
import { type PlanningKeeper, planningKeeper } from './planning-keeper.js';

/** Works one planning order off. What the agent leaves in its checkout is thrown away: only its last message counts. */
export async function planningCycle(input: CycleInput, files: RunFiles, plan: Plan, order: Order): Promise<CycleEnd> {
  const { planning } = files.record;
  if (planning === undefined) {
    return { kind: 'halted', files: withHalt(input, files, halts.internal('The run has nothing to plan.')) };
  }
  const keeper = planningKeeper(input, files, order);
  const done = new AbortController();
  void killLate(input.ports, input.land.clock, order.nonce, done.signal);
  try {
    input.ports.tell({ kind: 'planning_started', unit: order.unit, revised: planning.note !== null });
    const result = await work(input, { files, plan, planning, order, keeper });
    return await settle(input, { files, plan, planning, order, keeper }, result);
  } finally {
    done.abort();
    await rm(input.request.dirs.tree, { recursive: true, force: true });
  }
}

interface Working {
  readonly files: RunFiles;
  readonly plan: Plan;
  readonly planning: Planning;
  readonly order: Order;
  readonly keeper: PlanningKeeper;
}

async function work(input: CycleInput, { files, plan, planning, order, keeper }: Working): Promise<PlanningResult> {
  const { ports, land, request, config, agents, watch } = input;
  const { record } = files;
  const { tree: dir, scratch: scratchDir, logs: logDir } = request.dirs;
  await land.repository.checkout(record.base.sha, dir, record.base.ref);
  const summary = await survey({ repository: land.repository, commit: record.base.sha, dir });
  const attemptsBefore = record.attempts[order.unit] ?? 0;
  const unit = { order, planning, draft: files.planText, summary, attemptsBefore, config, prompts: input.prompts };
  return carryOutPlanning(
    { ...unit, dir, scratchDir, logDir },
    {
      run: ports.run,
      tell: ports.tell,
      agentFor: (role) => agents.forRole(role),
      agentEnv: ports.agentEnv,
      barred: (progress) => barred(land, record, order.unit, progress),
      setAside: (progress) => keeper.setAside(progress),
      clock: land.clock,
      outages: outagePorts({ ...input, clock: land.clock }, files, plan),
      signal: watch.signal,
    },
  );
}

async function settle(input: CycleInput, working: Working, result: PlanningResult): Promise<CycleEnd> {
  const { progress } = result;
  switch (result.kind) {
    case 'refusal':
      return stop(input, working, { progress, halt: result.halt });
    case 'interruption': {
      if (result.reason === 'lease_lost') {
        return { kind: 'lost', reason: 'another shift took the run over' };
      }
      const kept = await working.keeper.final(progress, (files) => files);
      return kept.kind === 'written'
        ? { kind: 'interrupted', files: kept.files, reason: result.reason, ...(result.wait && { wait: result.wait }) }
        : { kind: 'lost', reason: describe(kept) };
    }
    case 'planned':
      return holdsOurSecret(input, result.planned)
        ? stop(input, working, { progress, halt: halts.secretFound(['plan.md']) })
        : land(input, working, { planned: result.planned, progress });
  }
}

/** A plan goes to the ledger and into comments byte for byte, so it is searched like a file; questions are masked with the record. */
function holdsOurSecret({ land: { secrets } }: CycleInput, planned: Planned): boolean {
  return planned.kind === 'draft' && holdsSecret(Buffer.from(planned.text), secretForms(secrets));
}

async function land(
  input: CycleInput,
  { files, plan, planning, order }: Working,
  result: { readonly planned: Planned; readonly progress: UnitProgress },
): Promise<CycleEnd> {
  const now = isoNow(input.land.clock);
  const { planned, progress } = result;
  const step = landPlanning(files.record, planning, order, { planned, progress, now });
  const lease = files.record.lease;
  if (!step.ok || lease === null) {
    return { kind: 'lost', reason: 'this shift holds no lease' };
  }
  const landed = { ...files, record: step.value, planText: planned.kind === 'draft' ? planned.text : files.planText };
  const found =
    planned.kind === 'draft'
      ? { event: 'drafted', plan_sha256: step.value.plan_sha256 }
      : { event: 'asked', questions: planned.questions.length };
  const outcome = await writeRun(input.land, withEvent(landed, now, { ...found, unit: order.unit }), {
    message: `${order.unit} landed`,
    lease,
    order: order.nonce,
  });
  if (outcome.kind !== 'written') {
    return { kind: 'lost', reason: describe(outcome) };
  }
  input.ports.tell(told(planned, planOf(landed)));
  return { kind: 'landed', files: outcome.files, plan: planOf(outcome.files) ?? plan };
}

function told(planned: Planned, plan: Plan | null) {
  return planned.kind === 'draft'
    ? ({ kind: 'plan_drafted', phases: plan?.phases.length ?? 0 } as const)
    : ({ kind: 'questions_found', count: planned.questions.length } as const);
}

async function stop(
  input: CycleInput,
  { keeper }: Working,
  { progress, halt }: { readonly progress: UnitProgress; readonly halt: Halt },
): Promise<CycleEnd> {
  const kept = await keeper.final(progress, (files) => withHalt(input, files, halt));
  return kept.kind === 'written' ? { kind: 'halted', files: kept.files } : { kind: 'lost', reason: describe(kept) };
}

function describe(outcome: Exclude<WriteOutcome, { kind: 'written' }>): string {
  switch (outcome.kind) {
    case 'lost':
      return outcome.reason;
    case 'moved':
      return `somebody else moved ${outcome.refs.join(', ')}`;
    case 'refused':
      return `the push was refused: ${outcome.message}`;
    case 'unreachable':
      return `the remote could not be reached: ${outcome.message}`;
  }
}

function withHalt(input: CycleInput, files: RunFiles, halt: Halt): RunFiles {
  const now = isoNow(input.land.clock);
  const step = haltRun(files.record, halt, now);
  return step.ok ? withEvent({ ...files, record: step.value }, now, { event: 'halted', code: halt.code }) : files;
}
