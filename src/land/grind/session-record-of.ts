import { LONGEST_SUMMARY, type SessionRecord } from '../../grind/session-record.js';
import { usedBy } from '../../run/grind/session-order.js';
import type { SessionOutcome } from '../../run/grind/session-outcome.js';
import type { UnitProgress } from '../../run/progress.js';
import type { Order } from '../../run/record.js';
import { unitFileName } from '../../run/units/unit-name.js';
import { ROLES, roundUsd, totalUsage } from '../../run/usage.js';
import type { RunFiles } from '../run-files.js';

interface Ended {
  readonly before: RunFiles;
  readonly order: Order;
  readonly progress: UnitProgress;
  readonly outcome: SessionOutcome | 'conflict' | 'aborted';
  readonly promptSha256: string;
  readonly commit: string | null;
  readonly kept: string | null;
  /** ISO 8601. */
  readonly now: string;
}

const WHY = {
  conflict: 'Others landed on the same lines first, twice; its tree is kept for a person to look at.',
  aborted: 'The run was folded while it was at work.',
} as const;

/**
 * A session as it goes into its file. Usage counts from the session's beginning: earlier shifts included, and a first try that could not
 * be merged.
 */
export function sessionRecordOf(ended: Ended): SessionRecord {
  const { before, order, progress, outcome, now } = ended;
  const usage = usedBy(before.record, order, progress.usage);
  const by_role = Object.fromEntries(
    ROLES.flatMap((role) => {
      const used = usage[role];
      return used === undefined
        ? []
        : [[role, { input: used.input + used.cached_input + used.cache_write, output: used.output }] as const];
    }),
  );
  const pairs = Object.values(by_role);
  const own = typeof outcome === 'string' ? null : outcome;
  const summary = typeof outcome === 'string' ? WHY[outcome] : outcome.summary;
  return {
    schema: 1,
    seq: order.session?.seq ?? 0,
    run_id: before.record.run_id,
    prompt: order.session?.prompt ?? '',
    prompt_sha256: ended.promptSha256,
    rotation: order.session?.rotation ?? 0,
    started_at: order.session?.started_at ?? now,
    ended_at: now,
    status: typeof outcome === 'string' ? outcome : outcome.status,
    summary: summary === null ? null : summary.slice(0, LONGEST_SUMMARY),
    code: own?.code ?? null,
    commit: ended.commit,
    kept: ended.kept,
    again: order.session?.again ?? false,
    tokens: {
      input: pairs.reduce((sum, { input }) => sum + input, 0),
      output: pairs.reduce((sum, { output }) => sum + output, 0),
      by_role,
    },
    cost_usd: roundUsd(totalUsage(usage).usd + progress.unsettledUsd),
    tests:
      progress.tests === null || progress.tests.label === null ? null : (progress.tests.summary.split('\n')[0] ?? null),
    metric: own?.metric ?? null,
    hooks: own?.hooks ?? [],
    transcript: unitFileName(order.unit),
  };
}
