import { advanceTo, nextPhase, type Plan } from '../../../src/documents/plan.js';
import { issue, land, release, save } from '../../../src/run/advance.js';
import { openUsd } from '../../../src/run/budget.js';
import { applyTrigger } from '../../../src/run/commands/apply-trigger.js';
import { decide } from '../../../src/run/decide.js';
import { dispatchAllowance, spenderWith, usedUp } from '../../../src/run/money/allowance.js';
import type { Purpose } from '../../../src/run/money/caps.js';
import { othersSpending } from '../../../src/run/money/spend.js';
import type { UnitProgress } from '../../../src/run/progress.js';
import type { Order, RunRecord } from '../../../src/run/record.js';
import { dayOf } from '../../../src/run/usage.js';
import { config, lease, planOf, planText, progress, record, trigger } from '../samples.js';
import type { Roll } from './roll.js';
import { type Books, REAL, type Rules } from './rules.js';
import { dispatched, stopped } from './steps.js';
import { Truth } from './truth.js';

/** A shift's memory: gone when it dies. */
interface Shift {
  /** The record when it took the unit up, and what it spent since. */
  before: RunRecord;
  done: UnitProgress;
  /** Dispatches that the ledger knows of. */
  saved: number;
  /** The ledger as this shift read or wrote it last. */
  reading: Books;
}

type Money = { readonly usd: number; readonly day: string };

const PER_DISPATCH = 5;
const PLAN = planOf(planText(4));
const CONFIG = config((same) => ({
  ...same,
  limits: { ...same.limits, dispatch_usd: PER_DISPATCH, max_shifts: 1000 },
}));

/** Several runs on one ledger, worked on by shifts that may die at any moment, and agents that really spend. */
export class MoneyModel {
  readonly truth: Truth;
  ledger: Books = { runs: new Map(), spend: new Map() };
  private readonly shifts = new Map<string, Shift>();
  private readonly plans = new Map<string, Plan>();
  private readonly rules: Rules;
  private now = Date.parse('2026-03-01T18:00:00.000Z');
  private claims = 0;

  constructor(limits: RunRecord['limits'], rules: Rules = REAL) {
    this.rules = rules;
    this.truth = new Truth(limits, PER_DISPATCH);
    for (const [index, of] of [3, 3, 4].entries()) {
      const run = record({ run_id: `run-${index}`, issue: of, limits });
      this.ledger.runs.set(run.run_id, run);
      this.plans.set(run.run_id, PLAN);
    }
  }

  step(roll: Roll): void {
    const id = `run-${roll.below(3)}`;
    this.now += roll.below(4) === 0 ? roll.below(10) * 3_600_000 : 1000;
    const shift = this.shifts.get(id);
    if (shift === undefined) {
      this.wake(id, roll);
    } else {
      this.work(id, shift, roll);
    }
  }

  private get iso(): string {
    return new Date(this.now).toISOString();
  }

  private recordOf(id: string): RunRecord {
    return this.ledger.runs.get(id) ?? record();
  }

  private purpose(run: RunRecord, unit: string, reading: Books): Purpose {
    const day = dayOf(this.iso);
    return { unit, day, issue: run.issue, others: othersSpending(reading, run, day) };
  }

  /** Nobody works on the run: the settling step gives it back, or a new shift takes it. */
  private wake(id: string, roll: Roll): void {
    let run = this.recordOf(id);
    if (run.lease !== null && roll.below(3) === 0) {
      const back = release(this.rules.settleLost(run), this.iso);
      this.push(id, back.ok ? back.value : run, { reading: this.ledger, crash: roll.below(8) });
      return;
    }
    if (run.status === 'halted') {
      const rebuy = applyTrigger(run, trigger('rebuy', `k${this.claims}`), this.iso);
      run = rebuy.ok ? rebuy.value : run;
    }
    this.claims += 1;
    const claimed = this.rules.claim(run, lease(`claim-${this.claims}`), this.iso);
    if (claimed.ok) {
      this.next(id, claimed.value, { reading: this.ledger, crash: roll.below(8) });
    }
  }

  /** Decides what comes next and pushes it. A push may be the last thing that a shift does, or just not be made. */
  private next(id: string, run: RunRecord, push: { reading: Books; crash: number }): void {
    const others = this.purpose(run, '', push.reading).others;
    const plan = this.plans.get(id) ?? PLAN;
    const decision = decide({ record: run, plan, deferredText: '', config: CONFIG, now: this.iso, others });
    if (decision.kind === 'work') {
      const pushed = this.push(id, issue(run, decision.order), push);
      if (pushed !== null) {
        this.shifts.set(id, {
          before: pushed,
          done: progress({ stage: 'implement' }),
          saved: 0,
          reading: this.ledger,
        });
      }
      return;
    }
    const still = stopped(run, decision, this.iso);
    const back = release(still, this.iso);
    this.push(id, back.ok ? back.value : still, push);
  }

  /** Returns the record as written, or null when the shift died: before the push (0) or right after it (1). */
  private push(id: string, run: RunRecord, { reading, crash }: { reading: Books; crash: number }): RunRecord | null {
    if (crash !== 0) {
      this.ledger = this.rules.write(this.ledger, reading, run);
    }
    if (crash <= 1) {
      this.shifts.delete(id);
      return null;
    }
    return this.recordOf(id);
  }

  private work(id: string, shift: Shift, roll: Roll): void {
    const order = Object.values(this.recordOf(id).orders)[0];
    const crash = roll.below(10);
    if (order === undefined) {
      this.shifts.delete(id);
      return;
    }
    switch (roll.below(6)) {
      case 0:
        this.landed(id, shift, { order, crash });
        return;
      case 1:
        this.handOver(id, shift, { order, crash });
        return;
      case 2:
        // A look at the ledger between two steps.
        shift.reading = this.ledger;
        return;
      default:
        this.dispatch(id, shift, { order, roll });
    }
  }

  private dispatch(id: string, shift: Shift, { order, roll }: { order: Order; roll: Roll }): void {
    const crash = roll.below(10);
    const share = roll.below(11) / 10;
    const end = roll.below(6);
    const purpose = this.purpose(shift.before, order.unit, shift.reading);
    if (usedUp(spenderWith(shift.before, purpose, shift.done), purpose) !== null) {
      this.handOver(id, shift, { order, crash });
      return;
    }
    const money = this.setAside(id, shift, { order, crash });
    if (money === null || money.usd <= 0) {
      return;
    }
    const usd = money.usd * (end === 5 ? share * this.rules.overshoot : share);
    this.truth.spend({ run: id, unit: order.unit, issue: shift.before.issue, day: money.day, usd });
    if (end === 0) {
      // The machine is gone; nobody saw what the agent cost.
      this.shifts.delete(id);
      return;
    }
    // Of a killed agent only a part was seen; all that was set aside counts.
    const seen = end === 1 ? usd / 2 : usd;
    shift.done = dispatched(shift.done, money.day, { seen, unsettled: end === 1 ? money.usd - seen : 0 });
  }

  /** As the keeper of a unit does it: what the ledger shows for today, or a push that makes it show. */
  private setAside(id: string, shift: Shift, { order, crash }: { order: Order; crash: number }): Money | null {
    const today = dayOf(this.iso);
    const shown = this.shown(id, order);
    if (shown.usd > 0 && (shown.day === today || !this.rules.renews) && shift.saved === shift.done.dispatches) {
      return { ...shown, day: today };
    }
    const kept = this.kept(shift, order);
    if (kept === null || this.push(id, kept, { reading: shift.reading, crash }) === null) {
      return null;
    }
    shift.saved = shift.done.dispatches;
    shift.reading = this.ledger;
    return this.rules.trusts === 'ledger'
      ? this.shown(id, order)
      : { usd: openUsd(kept.orders[order.nonce] ?? order), day: today };
  }

  private shown(id: string, order: Order): Money {
    const known = this.recordOf(id).orders[order.nonce];
    return known === undefined ? { usd: 0, day: '' } : { usd: openUsd(known), day: known.reserved_on ?? '' };
  }

  private kept(shift: Shift, order: Order): RunRecord | null {
    const purpose = this.purpose(shift.before, order.unit, shift.reading);
    const spender = spenderWith(shift.before, purpose, shift.done);
    const allowanceUsd = dispatchAllowance(spender, purpose, PER_DISPATCH);
    const step = save(shift.before, order, { progress: shift.done, wipSha: 'w', allowanceUsd, now: this.iso });
    return step.ok ? step.value : null;
  }

  private landed(id: string, shift: Shift, { order, crash }: { order: Order; crash: number }): void {
    const plan = this.plans.get(id) ?? PLAN;
    const after = nextPhase(plan, plan.currentPhase);
    const step = land(shift.before, order, {
      progress: shift.done,
      phase: plan.currentPhase,
      commit: null,
      more: after !== null,
      now: this.iso,
    });
    if (!step.ok) {
      return;
    }
    if (crash !== 0 && after !== null) {
      this.plans.set(id, advanceTo(plan, after.id));
    }
    this.shifts.delete(id);
    this.next(id, step.value, { reading: shift.reading, crash });
  }

  /** Saves, and goes on in the next shift; or decides that there is no money, which the next shift finds as well. */
  private handOver(id: string, shift: Shift, { order, crash }: { order: Order; crash: number }): void {
    const kept = this.kept(shift, order);
    const back = kept === null ? null : release(kept, this.iso);
    if (back?.ok === true) {
      this.push(id, back.value, { reading: shift.reading, crash });
    }
    this.shifts.delete(id);
  }
}
