import { spentUsd } from '../budget.js';
import type { RunRecord } from '../record.js';
import { accountOf, parseUnitName } from '../units/unit-name.js';
import { roundUsd } from '../usage.js';

export type Spender = Pick<RunRecord, 'usage' | 'limits'>;

/** What runs other than this one have spent, what is set aside for them included. US dollars. */
export interface OthersSpending {
  /** For the same issue. */
  readonly issueUsd: number;
  /** On the day in question, in this repository. */
  readonly dayUsd: number;
}

export const NO_OTHERS: OthersSpending = { issueUsd: 0, dayUsd: 0 };

/** What money is about to be spent on. */
export interface Purpose {
  /** `phase/<id>`, or the name of another unit. */
  readonly unit: string;
  /** UTC day, `yyyy-mm-dd`. */
  readonly day: string;
  readonly issue: number | null;
  readonly others: OthersSpending;
}

export type CapName = 'run' | 'phase' | 'issue' | 'day';

/** One cap in dollars that is set, with what counts against it. */
export interface Cap {
  readonly cap: CapName;
  /** What it caps, for people. */
  readonly name: string;
  /** The configuration's key. */
  readonly key: string;
  readonly capUsd: number;
  readonly spentUsd: number;
}

/** The caps that are set and concern this purpose, in the order in which they are named when several are used up. */
export function capsOf({ usage, limits }: Spender, purpose: Purpose): readonly Cap[] {
  const { unit, day, issue, others } = purpose;
  const spent = spentUsd({ usage });
  const phase = accountOf(unit);
  const candidates = [
    {
      cap: 'run',
      name: 'this run',
      key: limits.usd_key ?? 'budgets.max_total_usd',
      capUsd: limits.max_total_usd,
      spentUsd: spent,
    },
    {
      cap: 'phase',
      name: `phase ${phase}`,
      key: 'limits.phase_usd',
      // A session is no phase: it has caps of its own.
      capUsd: parseUnitName(unit)?.kind === 'session' ? null : limits.phase_usd,
      spentUsd: usage.by_phase?.[phase] ?? 0,
    },
    {
      cap: 'issue',
      name: `issue #${issue}`,
      key: 'limits.issue_usd',
      capUsd: issue === null ? null : limits.issue_usd,
      spentUsd: roundUsd(spent + others.issueUsd),
    },
    {
      cap: 'day',
      name: `${day} (UTC)`,
      key: 'limits.day_usd',
      capUsd: limits.day_usd,
      spentUsd: roundUsd((usage.by_day?.[day]?.usd ?? 0) + others.dayUsd),
    },
  ] as const;
  return candidates.flatMap(({ capUsd, ...rest }) => (typeof capUsd === 'number' ? [{ ...rest, capUsd }] : []));
}

export function leftUsd({ capUsd, spentUsd: spent }: Pick<Cap, 'capUsd' | 'spentUsd'>): number {
  return roundUsd(Math.max(0, capUsd - spent));
}
