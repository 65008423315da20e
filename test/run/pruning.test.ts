import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { spentUsd } from '../../src/run/budget.js';
import { triggerPath } from '../../src/run/ids.js';
import { othersSpending, type SpendDay } from '../../src/run/money/spend.js';
import { type PruneFacts, type Pruning, pruning, TRIGGER_DAYS } from '../../src/run/pruning/prune.js';
import { entryOf, liveRuns } from '../../src/run/queue.js';
import { RUN_STATUSES, type RunRecord } from '../../src/run/record.js';
import { startsRun, type Trigger } from '../../src/run/trigger.js';
import { lease, record, spent, trigger } from './samples.js';

const DAY = 86_400_000;
const NOW = '2026-06-01T12:00:00.000Z';
const daysAgo = (days: number) => new Date(Date.parse(NOW) - days * DAY).toISOString();
const idOf = (index: number) => `20260101T000000Z-${index.toString(16).padStart(6, '0')}`;

interface Drawn {
  readonly status: RunRecord['status'] | 'pending';
  readonly age: number;
  readonly held: boolean;
  readonly parent: number | null;
  readonly issue: number | null;
  readonly rebought: number | null;
  readonly usd: number;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  status: fc.constantFrom(...RUN_STATUSES, 'pending' as const, 'finished' as const, 'folded' as const),
  age: fc.integer({ min: 0, max: 80 }),
  held: fc.boolean(),
  parent: fc.option(fc.nat({ max: 11 })),
  issue: fc.option(fc.constantFrom(1, 2)),
  rebought: fc.option(fc.integer({ min: 0, max: 80 })),
  usd: fc.integer({ min: 0, max: 9 }),
});

interface Ledger extends PruneFacts {
  readonly runs: Map<string, RunRecord>;
  readonly triggers: readonly Trigger[];
  readonly spend: ReadonlyMap<string, SpendDay>;
}

function ledgerOf(runs: readonly Drawn[]): Ledger {
  const known = runs.flatMap(({ status, ...one }, index): readonly (readonly [string, RunRecord])[] => {
    const over = status === 'finished' || status === 'folded';
    return status === 'pending'
      ? []
      : [
          [
            idOf(index),
            record({
              run_id: idOf(index),
              status,
              updated_at: daysAgo(one.age),
              lease: one.held && !over ? lease('n') : null,
              parent_run: one.parent === null ? null : idOf(one.parent),
              issue: one.issue,
              usage: { by_role: spent(one.usd), unsettled_usd: 0 },
            }),
          ] as const,
        ];
  });
  const triggers = runs.flatMap(({ age, rebought }, index) => [
    trigger('play', `p${index}`, { run_id: idOf(index), at: daysAgo(age) }),
    ...(rebought === null ? [] : [trigger('rebuy', `r${index}`, { run_id: idOf(index), at: daysAgo(rebought) })]),
  ]);
  return { runs: new Map(known), triggers, spend: new Map(), oldDays: ['2026-03-01', '2026-05-20'] };
}

/** The ledger after a commit that removed this. */
function after(ledger: Ledger, found: Pruning | null): Ledger {
  if (found === null) {
    return ledger;
  }
  const runs = new Map([...ledger.runs].filter(([id]) => !found.runs.includes(id)));
  const triggers = ledger.triggers.filter(({ at, key }) => !found.triggers.includes(triggerPath(at, key)));
  const oldDays = (ledger.oldDays ?? []).filter((day) => !found.days.includes(day));
  return { ...ledger, runs, triggers, oldDays, pruned: found.pruned };
}

const isOver = (run: RunRecord) => run.status === 'finished' || run.status === 'folded';
const request = (keep: number) => ({ keep, ending: idOf(0xffff), now: NOW });

describe('whatever the ledger holds', () => {
  const cases = fc.tuple(fc.array(drawn, { maxLength: 12 }), fc.integer({ min: 1, max: 6 }));
  const holds = (check: (ledger: Ledger, next: Ledger, keep: number) => void) =>
    fc.assert(
      fc.property(cases, ([runs, keep]) => {
        const ledger = ledgerOf(runs);
        check(ledger, after(ledger, pruning(ledger, request(keep))), keep);
      }),
      { numRuns: 300 },
    );

  test('no run that is not over goes, none that one of those goes back to, and the queue stays as it was', () => {
    holds((ledger, next) => {
      const open = [...ledger.runs.values()].filter((run) => !isOver(run));
      for (const run of open) {
        expect(next.runs.has(run.run_id)).toBe(true);
        expect(run.parent_run === null || !ledger.runs.has(run.parent_run) || next.runs.has(run.parent_run)).toBe(true);
      }
      expect(liveRuns(next).map(({ runId, status }) => [runId, status])).toEqual(
        liveRuns(ledger).map(({ runId, status }) => [runId, status]),
      );
    });
  });

  test('of the ended runs the newest stay, and no more but for parents', () => {
    holds((ledger, next, keep) => {
      const parents = new Set([...ledger.runs.values()].filter((run) => !isOver(run)).map((run) => run.parent_run));
      const left = [...next.runs.values()].filter((run) => isOver(run));
      expect(left.filter((run) => !parents.has(run.run_id)).length).toBeLessThanOrEqual(keep);
      const oldest =
        left
          .filter((run) => !parents.has(run.run_id))
          .map((run) => run.updated_at)
          .sort()[0] ?? '9';
      for (const [id, run] of ledger.runs) {
        expect(next.runs.has(id) || run.updated_at <= oldest).toBe(true);
      }
    });
  });

  test('commands stay for the time that I4 asks for, and their runs never look new', () => {
    holds((ledger, next) => {
      for (const one of ledger.triggers) {
        const young = Date.parse(one.at) > Date.parse(NOW) - TRIGGER_DAYS * DAY;
        expect(next.triggers.includes(one) || !young).toBe(true);
      }
      for (const { run_id: id } of next.triggers.filter(startsRun)) {
        const before = entryOf(ledger, id).status;
        expect(entryOf(next, id).status).toBe(before);
      }
    });
  });

  test('what an issue has spent does not become less', () => {
    holds((ledger, next) => {
      for (const issue of [1, 2]) {
        const nobody = { run_id: 'x', issue };
        const day = NOW.slice(0, 10);
        expect(othersSpending(next, nobody, day).issueUsd).toBe(othersSpending(ledger, nobody, day).issueUsd);
      }
      expect([...ledger.runs.values()].every((run) => spentUsd(run) >= 0)).toBe(true);
    });
  });

  test('doing it again removes nothing, and what is known of removed runs ends with their last command', () => {
    holds((_, next, keep) => {
      expect(pruning(next, request(keep))).toBeNull();
      const spokenOf = new Set(next.triggers.map((one) => one.run_id));
      expect(Object.keys(next.pruned?.runs ?? {}).every((id) => spokenOf.has(id))).toBe(true);
    });
  });
});

test('the run that ends counts as the newest, and never goes itself', () => {
  const runs = new Map([0, 1, 2].map((index) => [idOf(index), record({ run_id: idOf(index), status: 'finished' })]));
  const found = pruning({ runs, triggers: [] }, { keep: 1, ending: idOf(0), now: NOW });
  expect(found?.runs).toEqual([idOf(1), idOf(2)]);
});

test('spending of days that no reading looks at goes after the same time as commands', () => {
  expect(pruning({ runs: new Map(), triggers: [], oldDays: ['2026-03-01', '2026-05-20'] }, request(1))?.days).toEqual([
    '2026-03-01',
  ]);
});
