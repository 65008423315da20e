import type { Config } from '../../../src/config/config.js';
import type { GrindMaterial } from '../../../src/grind/rotation.js';
import type { SessionStatus } from '../../../src/grind/session-record.js';
import { claim, finish, haltRun, issued } from '../../../src/run/advance.js';
import { openReservationUsd, openUsd, spentUsd } from '../../../src/run/budget.js';
import { decide } from '../../../src/run/decide.js';
import { endSession, repeatSession } from '../../../src/run/grind/end-session.js';
import { budgetsInForce, withGrindCaps } from '../../../src/run/grind/grind-budgets.js';
import { capsOf, type OthersSpending } from '../../../src/run/money/caps.js';
import { fittedRecord } from '../../../src/run/money/fit-record.js';
import { NO_PLAN } from '../../../src/run/planning/planning.js';
import type { Order, RunRecord } from '../../../src/run/record.js';
import { dayOf, roundUsd } from '../../../src/run/usage.js';
import type { Roll } from '../money/roll.js';
import { lease, NOW, progress, spent } from '../samples.js';
import { session, startedRun } from './runs.js';

export interface Setting {
  readonly material: GrindMaterial;
  readonly config: Config;
  readonly limits: RunRecord['limits'];
  readonly others: OthersSpending;
}

/** One thing that has to hold and did not. */
export type Breach = string;

const STATUSES = ['ok', 'ok', 'ok', 'error', 'timeout', 'skipped', 'discarded', 'conflict'] as const;
/** Rounds of one run; longer runs say nothing new. */
const MOST_ROUNDS = 40;

/** A grind run whose sessions end in every possible way, and whose shifts die: only its record is real. */
export class GrindSimulation {
  readonly breaches: Breach[] = [];
  /** Sessions in the order in which they were handed out for the first time. */
  readonly handed: string[] = [];
  waves = 0;
  record: RunRecord;
  private claims = 1;
  private readonly setting: Setting;

  constructor(setting: Setting) {
    this.setting = setting;
    const { config, limits, material } = setting;
    const budgets = budgetsInForce(config, material.rotation, undefined);
    this.record = startedRun(material, { fields: { limits: withGrindCaps(limits, budgets), issue: 3 } });
  }

  /** Plays the run to its end, or as long as anybody would look; why it ended. */
  play(rolls: readonly Roll[]): string {
    for (const roll of rolls.slice(0, MOST_ROUNDS)) {
      const { config, material: grind, others } = this.setting;
      const decision = decide({
        record: this.record,
        plan: NO_PLAN,
        deferredText: '',
        config,
        grind,
        now: NOW,
        others,
      });
      if (decision.kind !== 'wave') {
        this.stop(decision);
        return decision.kind === 'halt' ? decision.halt.code : decision.kind;
      }
      this.record = fittedRecord(issued(this.record, decision), { runs: new Map(), spend: new Map() });
      this.look(decision.orders);
      if (roll.below(6) === 0) {
        this.die();
      } else {
        this.carryOut(decision.orders, roll);
      }
    }
    return 'unfinished';
  }

  private carryOut(wave: readonly Order[], roll: Roll): void {
    for (const { nonce } of wave) {
      const order = this.record.orders[nonce];
      const crash = roll.below(12) === 0;
      if (order === undefined || crash) {
        this.die();
        return;
      }
      this.end(order, roll);
      this.money();
    }
  }

  private end(order: Order, roll: Roll): void {
    const usd = roundUsd((openUsd(order) * roll.below(5)) / 4);
    const done = progress({ usage: spent(usd), dispatches: 1 });
    const beside = order.session?.detached === true && order.session.again === false;
    if (beside && roll.below(5) === 0) {
      const step = repeatSession(this.record, order, { progress: done, now: NOW });
      this.record = step.ok ? step.value : this.record;
      return;
    }
    const status: SessionStatus = STATUSES[roll.below(STATUSES.length)] ?? 'ok';
    const commit =
      status === 'ok' && roll.below(2) === 0 ? String(this.record.grind?.iterations).padStart(40, '0') : null;
    const step = endSession(this.record, order, { progress: done, session: session(status, { commit }), now: NOW });
    this.record = step.ok ? step.value : this.record;
  }

  /** The machine is gone: the next shift takes the run over, and what was set aside counts as spent. */
  private die(): void {
    this.claims += 1;
    const step = claim({ ...this.record, shifts: 0, idle_shifts: 0 }, lease(`n${this.claims}`), NOW);
    this.record = step.ok ? step.value : this.record;
    this.money();
  }

  private stop(decision: ReturnType<typeof decide>): void {
    const open = Object.values(this.record.orders).length;
    this.note(decision.kind === 'finish' && open > 0, 'finished with sessions in flight');
    const step = decision.kind === 'halt' ? haltRun(this.record, decision.halt, NOW) : finish(this.record, NOW);
    this.record = step.ok ? step.value : this.record;
  }

  /** What has to hold whenever a wave is handed out. */
  private look(wave: readonly Order[]): void {
    const { material, config } = this.setting;
    this.waves += wave.length > 1 ? 1 : 0;
    const room = Math.min(material.rotation.max_parallel ?? config.grind.max_parallel, config.grind.max_jobs);
    this.note(wave.length > room, `a wave of ${wave.length} where ${room} have room`);
    this.note(wave.length === 0, 'a wave of nobody');
    const sessions = wave.flatMap(({ session: its }) => its ?? []);
    this.note(
      wave.length > 1 && sessions.some((its) => !its.parallel_safe),
      'one that needs the tree for itself, beside others',
    );
    this.note(wave.length > 1 && sessions.some((its) => its.again), 'a second try beside others');
    this.note(
      sessions.some((its) => its.detached !== wave.length > 1),
      'detached is not what it says',
    );
    const waiting = Object.values(this.record.orders).filter(
      (order) => !wave.some(({ nonce }) => nonce === order.nonce),
    );
    this.note(
      waiting.some((order) => order.session?.detached === true),
      'somebody is waited for who does not work',
    );
    for (const its of sessions) {
      if (its.seq > this.handed.length) {
        this.note(its.seq !== this.handed.length + 1, `number ${its.seq} after ${this.handed.length}`);
        this.handed.push(its.prompt);
      }
    }
    const { grind, orders } = this.record;
    const most = config.grind.budgets.max_iterations ?? Number.POSITIVE_INFINITY;
    const under = (grind?.iterations ?? 0) + Object.keys(orders).length;
    this.note(under > most, `${under} iterations of ${most}`);
    this.note((grind?.last_seq ?? 0) !== this.handed.length, 'the last number is not that of the last session');
    this.money();
  }

  /** What is spent and set aside, all sessions together, is within every cap at every instant (I5). */
  private money(): void {
    const { others } = this.setting;
    const open = openReservationUsd(this.record);
    const purpose = { unit: 'session/0001-a', day: dayOf(NOW), issue: this.record.issue, others };
    for (const { cap, capUsd, spentUsd: used } of capsOf(this.record, purpose)) {
      this.note(used + open > capUsd + 1e-4, `${cap}: ${used} spent and ${open} set aside of ${capUsd}`);
    }
    this.note(spentUsd(this.record) < 0, 'less than nothing spent');
  }

  private note(breached: boolean, what: Breach): void {
    if (breached) {
      this.breaches.push(what);
    }
  }
}
