import { z } from 'zod';
import { hookRunSchema } from '../../grind/session-record.js';
import { type ByAgent, byAgentSchema } from '../money/by-agent.js';
import type { UnitProgress, WorkResult } from '../progress.js';
import { type Order, runRecordSchema, STAGES } from '../record.js';
import { baseCommandSchema } from '../tests/baseline.js';
import { askedAgainSchema } from '../units/asked-again.js';
import { testChangeSchema } from '../units/test-change.js';
import { roleUsageSchema, roundUsd, totalTokens, totalUsage } from '../usage.js';
import { sessionOutcomeSchema } from './session-outcome.js';

const count = z.number().int().nonnegative();
/** Longest form of a part that goes into the record or the session's file, in characters of JSON. */
const LONGEST_PART = 200_000;

/** Texts of a hostile machine would stay on the ledger for good. */
function bounded<T extends z.ZodType>(part: T): T {
  return part.refine((value) => (JSON.stringify(value) ?? '').length <= LONGEST_PART, 'is longer than it can be');
}

/** Agents that one session may have started. */
const MOST_DISPATCHES = 1000;

/**
 * How far a session got on a machine of its own. What would reach beyond the session is not taken from there: how the base's tests
 * stand (it would excuse failures of others), notes (the ledger has them), and days (its money counts for the day of its order).
 */
const progressSchema = z.strictObject({
  stage: z.enum(STAGES),
  fix: count.max(1000),
  usage: roleUsageSchema,
  unsettled_usd: z.number().nonnegative(),
  by_agent: byAgentSchema.nullable(),
  dispatches: count.max(MOST_DISPATCHES),
  tests: bounded(runRecordSchema.shape.tests),
  base_tests: z.string().nullish(),
  base_command: baseCommandSchema.nullable(),
  noted_tree: z.string().nullable(),
  test_changes: bounded(z.array(testChangeSchema).max(1000).nullable()),
  weakened: bounded(z.array(z.string()).max(1000).nullable()),
  asked_again: bounded(z.array(askedAgainSchema).max(10).nullable()),
  session: z
    .strictObject({
      scratchpad: z.string(),
      summary: z.string(),
      metric_before: z.number().nullable(),
      hooks: bounded(z.array(hookRunSchema).max(100)),
    })
    .nullable(),
});

/** Summary and scratchpad have bounds of their own where they are kept. */
const outcomeSchema = sessionOutcomeSchema.refine(
  ({ scratchpad: _pad, summary: _summary, ...rest }) => JSON.stringify(rest).length <= LONGEST_PART,
  'is longer than it can be',
);

const haltSchema = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  what: z.string().max(4_000),
  why: z.string().max(40_000),
  fix: z.string().max(4_000),
});

const sha = z.string().regex(/^[0-9a-f]{40}$/);

/** `result.json` of a session that worked on a machine of its own; the tree lies beside it as a bundle. */
export const sessionResultSchema = z.strictObject({
  schema: z.literal(1),
  run_id: z.string(),
  seq: z.number().int().positive(),
  nonce: z.string(),
  /** The bundled commit; null where no tree came along. */
  commit: sha.nullable(),
  progress: progressSchema,
  end: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('session'), outcome: outcomeSchema }),
    z.strictObject({ kind: z.literal('refusal'), halt: haltSchema }),
    z.strictObject({
      kind: z.literal('interruption'),
      reason: z.enum(['deadline', 'signal', 'fold', 'unsaved', 'parked']),
      wait: z.strictObject({ until: z.iso.datetime(), reason: haltSchema }).nullable(),
    }),
  ]),
});
export type SessionResult = z.infer<typeof sessionResultSchema>;

/** What a session's machine hands over of its work; null for what no session ends as, or what is nobody's any more. */
export function handedOver(result: WorkResult): Pick<SessionResult, 'progress' | 'end'> | null {
  const progress = written(result.progress);
  switch (result.kind) {
    case 'session':
      return { progress, end: { kind: 'session', outcome: result.outcome } };
    case 'refusal': {
      const { code, what, why, fix } = result.halt;
      return { progress, end: { kind: 'refusal', halt: { code, what, why, fix } } };
    }
    case 'interruption': {
      const { reason, wait } = result;
      return reason === 'lease_lost' ? null : { progress, end: { kind: 'interruption', reason, wait: wait ?? null } };
    }
    case 'tree':
      return null;
  }
}

function written(progress: UnitProgress): SessionResult['progress'] {
  return {
    stage: progress.stage,
    fix: progress.fix,
    usage: progress.usage,
    unsettled_usd: progress.unsettledUsd,
    by_agent: progress.byAgent ?? null,
    dispatches: progress.dispatches,
    tests: progress.tests,
    base_tests: progress.baseTests,
    base_command: progress.baseCommand ?? null,
    noted_tree: progress.notedTree ?? null,
    test_changes: progress.testChanges === undefined ? null : [...progress.testChanges],
    weakened: progress.weakened === undefined ? null : [...progress.weakened],
    asked_again: progress.askedAgain === undefined ? null : [...progress.askedAgain],
    session: sessionOf(progress),
  };
}

function sessionOf({ session }: UnitProgress): SessionResult['progress']['session'] {
  if (session === undefined) {
    return null;
  }
  const { scratchpad, summary, metricBefore, hooks } = session;
  return { scratchpad, summary, metric_before: metricBefore, hooks: [...hooks] };
}

/** The same as work would have handed it over in this process. */
export function asWorked({ progress: known, end }: Pick<SessionResult, 'progress' | 'end'>): WorkResult {
  const progress: UnitProgress = {
    stage: known.stage,
    fix: known.fix,
    usage: known.usage,
    unsettledUsd: known.unsettled_usd,
    dispatches: known.dispatches,
    tests: known.tests,
    deferred: '',
    ...(known.by_agent === null ? {} : { byAgent: known.by_agent }),
    ...(known.base_tests === undefined ? {} : { baseTests: known.base_tests }),
    ...(known.base_command === null ? {} : { baseCommand: known.base_command }),
    ...(known.noted_tree === null ? {} : { notedTree: known.noted_tree }),
    ...(known.test_changes === null ? {} : { testChanges: known.test_changes }),
    ...(known.weakened === null ? {} : { weakened: known.weakened }),
    ...(known.asked_again === null ? {} : { askedAgain: known.asked_again }),
    ...(known.session === null ? {} : { session: camel(known.session) }),
  };
  return end.kind === 'interruption'
    ? { kind: end.kind, reason: end.reason, progress, ...(end.wait === null ? {} : { wait: end.wait }) }
    : { ...end, progress };
}

function camel({ metric_before: metricBefore, ...rest }: NonNullable<SessionResult['progress']['session']>) {
  return { ...rest, metricBefore };
}

/** How many times its reservation a session may have spent: an agent goes beyond what it is given by one answer, not by many. */
const MOST_EXCESS = 3;
const MOST_TOKENS = 5_000_000_000;
/** Ten years: no sum of such times leaves the numbers that a record can hold. */
const MOST_SECONDS = 315_360_000;
/** Agents and models that one session can have used, and the longest name of one, in characters. */
const MOST_AGENTS = 20;
const LONGEST_AGENT = 300;

/** Why a result cannot be that of this order; null where it can. */
export function implausible(result: SessionResult, runId: string, order: Order): string | null {
  if (result.run_id !== runId || result.nonce !== order.nonce || result.seq !== order.session?.seq) {
    return 'it belongs to another order';
  }
  const used = totalUsage(result.progress.usage);
  const spent = roundUsd(used.usd + result.progress.unsettled_usd);
  const most = roundUsd(MOST_EXCESS * Math.max(1, order.reserved_usd - order.settled_usd));
  if (spent > most) {
    return `it says that $${spent} were spent, of $${roundUsd(order.reserved_usd - order.settled_usd)} that were set aside`;
  }
  if (totalTokens(used) > MOST_TOKENS || (used.reasoning ?? 0) > MOST_TOKENS) {
    return 'it says that more tokens were used than can be';
  }
  if (used.dispatches > MOST_DISPATCHES || used.seconds > MOST_SECONDS) {
    return 'it says that agents were at work more often, or longer, than can be';
  }
  return byAgentPlausible(result.progress.by_agent ?? {}, most) ? null : 'what it says of its agents cannot be';
}

/** Sums of these go into the record: one that grew beyond what numbers hold would make it unreadable. */
function byAgentPlausible(byAgent: ByAgent, mostUsd: number): boolean {
  const entries = Object.entries(byAgent);
  return (
    entries.length <= MOST_AGENTS &&
    entries.every(
      ([name, { usd, tokens, dispatches }]) =>
        name.length <= LONGEST_AGENT && usd <= mostUsd && tokens <= MOST_TOKENS && dispatches <= MOST_DISPATCHES,
    )
  );
}
