import type { Config } from '../config/config.js';
import {
  type Deferred,
  type DeferredItem,
  openItems,
  openTexts,
  parseDeferred,
  printDeferred,
  pruneDone,
} from '../documents/deferred.js';
import { advanceTo, nextPhase, type Plan, printPlan } from '../documents/plan.js';
import { issued, land, landSweep } from '../run/advance.js';
import { beyondSmallFix } from '../run/audit.js';
import { decide } from '../run/decide.js';
import { halts } from '../run/halts.js';
import type { UnitProgress } from '../run/progress.js';
import type { Halt, Order } from '../run/record.js';
import { afterPhase, afterSweep } from '../run/sweep/after-unit.js';
import type { PlanSubject } from '../run/units/subject.js';
import { purposeNow } from './purpose.js';
import { isoNow, type LandPorts, type RunFiles, withEvent } from './run-files.js';

/** A unit whose work is done, without the tree that it was done in. */
export interface DoneUnit {
  /** The run's files as they were when this shift took the unit up. */
  readonly before: RunFiles;
  /** The order with what checkpoints have learnt since (the kept tree's commit). */
  readonly order: Order;
  readonly progress: UnitProgress;
  readonly plan: Plan;
  /** A phase or a sweep; sessions land in grind/land-session.ts. */
  readonly subject: PlanSubject;
  readonly config: Config;
}

export type Advanced =
  | { readonly kind: 'advanced'; readonly files: RunFiles; readonly plan: Plan }
  | { readonly kind: 'refused'; readonly halt: Halt };

/** The run's files after the unit, with the next order already in the record. Shared with the adoption of a pushed commit. */
export function advanced(ports: Pick<LandPorts, 'clock' | 'ledger'>, unit: DoneUnit, commit: string | null): Advanced {
  const now = isoNow(ports.clock);
  const left = deferredAfter(unit);
  const { step, plan } = landed(unit, commit, { openAfter: left === null ? [] : openItems(left), now });
  if (!step.ok) {
    return { kind: 'refused', halt: halts.internal(`A unit ended while the run was ${step.error.status}.`) };
  }
  const deferredText = left === null ? unit.before.deferredText : printDeferred(pruneDone(left));
  const { others } = purposeNow(ports, step.value, unit.order.unit);
  const decision = decide({ record: step.value, plan, deferredText, config: unit.config, now, others });
  const record = issued(step.value, decision);
  const files: RunFiles = { ...unit.before, record, planText: printPlan(plan), deferredText };
  return { kind: 'advanced', files: withEvent(files, now, landedEvent(unit, commit)), plan };
}

function landedEvent({ order, progress }: DoneUnit, commit: string | null): Record<string, unknown> {
  const { audit } = progress;
  const event = { event: 'landed', unit: order.unit, commit, ...testFacts(progress) };
  return audit === undefined ? event : { ...event, audit: { ...audit, beyond_small_fix: beyondSmallFix(audit) } };
}

interface Moment {
  readonly openAfter: readonly DeferredItem[];
  readonly now: string;
}

function landed(
  unit: DoneUnit,
  commit: string | null,
  { openAfter, now }: Moment,
): { readonly step: ReturnType<typeof land>; readonly plan: Plan } {
  const { subject, progress, plan, config, order } = unit;
  const { record } = unit.before;
  const backlog = { config, open: openAfter.map((item) => item.text) };
  if (subject.kind === 'sweep') {
    const done = { ...subject, commit, openBefore: openTexts(unit.before.deferredText) };
    const sweeping = afterSweep(record, done, backlog);
    return { step: landSweep(record, order, { progress, commit, sweeping, now }), plan };
  }
  const phase = subject.phase.id;
  const next = nextPhase(plan, phase);
  const more = next !== null;
  const step = land(record, order, { progress, phase, commit, more, sweeping: afterPhase(record, more, backlog), now });
  return { step, plan: next === null ? plan : advanceTo(plan, next.id) };
}

/** deferred.md after the unit. The blocks of deferred phases belong to the planner: a sweep leaves them byte for byte. */
function deferredAfter({ before, subject, progress }: DoneUnit): Deferred | null {
  const [old, left] = [parseDeferred(before.deferredText), parseDeferred(progress.deferred)];
  if (!left.ok) {
    return old.ok ? old.value : null;
  }
  return subject.kind === 'sweep' ? { ...left.value, phases: old.ok ? old.value.phases : [] } : left.value;
}

/** What the log of events says about the tests of a unit where they were not simply green. */
function testFacts({ tests }: UnitProgress): Readonly<Record<string, readonly string[]>> {
  return {
    ...(tests?.known === undefined ? {} : { known_failures: tests.known }),
    ...(tests?.flaky === undefined ? {} : { flaky: tests.flaky }),
  };
}
