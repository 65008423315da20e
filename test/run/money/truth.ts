import { openReservationUsd, spentUsd } from '../../../src/run/budget.js';
import type { RunRecord } from '../../../src/run/record.js';
import { accountOf } from '../../../src/run/units/unit-name.js';
import type { Books } from './rules.js';

interface Spent {
  readonly run: string;
  readonly unit: string;
  readonly issue: number | null;
  readonly day: string;
  readonly usd: number;
}

/** What agents really took, whether or not anybody saw it. */
export class Truth {
  /** By kind of cap: how far the fullest one is above its amount (below: negative), in dollars. */
  readonly over = new Map<string, number>();
  private readonly totals = new Map<string, number>();
  private readonly limits: RunRecord['limits'];
  private readonly perDispatch: number;

  constructor(limits: RunRecord['limits'], perDispatch: number) {
    this.limits = limits;
    this.perDispatch = perDispatch;
  }

  of(what: string): number {
    return this.totals.get(what) ?? 0;
  }

  spend({ run, unit, issue, day, usd }: Spent): void {
    const { limits } = this;
    this.judge('dispatch', usd, this.perDispatch);
    this.add(`run ${run}`, usd, limits.max_total_usd);
    this.add(`phase ${run} ${accountOf(unit)}`, usd, limits.phase_usd);
    this.add(`issue ${issue}`, usd, limits.issue_usd);
    this.add(`day ${day}`, usd, limits.day_usd);
  }

  /** Dollars that were really spent and that these books know nothing of, in the worst run or day. */
  hidden(books: Books): number {
    const runs = [...books.runs.values()].map(
      (run) => this.of(`run ${run.run_id}`) - spentUsd(run) - openReservationUsd(run),
    );
    const days = [...books.spend.values()].map(({ day, runs: entries }) => {
      const known = Object.values(entries).map((entry) => entry.settled_usd + entry.reserved_usd);
      return this.of(`day ${day}`) - known.reduce((sum, usd) => sum + usd, 0);
    });
    return Math.max(...runs, ...days);
  }

  private add(what: string, usd: number, cap: number | null | undefined): void {
    const total = this.of(what) + usd;
    this.totals.set(what, total);
    this.judge(what, total, cap);
  }

  private judge(what: string, total: number, cap: number | null | undefined): void {
    const [kind = ''] = what.split(' ');
    const over = total - (cap ?? Number.POSITIVE_INFINITY);
    this.over.set(kind, Math.max(over, this.over.get(kind) ?? Number.NEGATIVE_INFINITY));
  }
}
