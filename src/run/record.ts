import { z } from 'zod';
import { grindStateSchema, sessionOrderSchema } from '../grind/grind-state.js';
import { auditReportSchema, auditSchema } from './audit.js';
import { adoptionSchema, setAsideSchema } from './branch/adoption.js';
import { effectsSchema } from './effects.js';
import { byAgentSchema } from './money/by-agent.js';
import { noteSchema } from './notes/note.js';
import { agentVersionsSchema } from './outages/agent-versions.js';
import { approvalSchema, planningSchema } from './planning/planning.js';
import { baseCommandSchema, baselineSchema } from './tests/baseline.js';
import { askedAgainSchema } from './units/asked-again.js';
import { testChangeSchema } from './units/test-change.js';
import { bookedByDaySchema, roleUsageSchema } from './usage.js';

export const RUN_STATUSES = ['queued', 'running', 'waiting', 'halted', 'finished', 'folded'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Where inside a unit we are. */
export const STAGES = ['setup', 'implement', 'test', 'fix', 'audit', 'retest'] as const;
export type Stage = (typeof STAGES)[number];

const testsReportSchema = z.looseObject({
  /** What was run, for people: `npm test`. Null when the project has no tests that we can find. */
  label: z.string().nullable(),
  passed: z.boolean(),
  /** One line, or one line and the bounded head and tail of the output. */
  summary: z.string(),
  seconds: z.number().nonnegative(),
  /** Failing tests that failed before the run began already; they do not count against it. */
  known: z.array(z.string()).optional(),
  /** Present when the tests failed at first and passed when run again: which ones, as far as the output tells. */
  flaky: z.array(z.string()).optional(),
  /** What the unit changed about how the project is tested, where that is allowed. */
  changed: z.array(z.string()).optional(),
});
export type TestsReport = z.infer<typeof testsReportSchema>;

/** One unit of work in flight: what was ordered, how far it got, what was set aside for it. */
const orderSchema = z.looseObject({
  nonce: z.string(),
  /** `phase/<id>`, `sweep/<after>-<round>` or `session/<NNNN>-<prompt>`: see units/unit-name.ts. */
  unit: z.string(),
  /** Of a session: its number, its prompt and its caps. */
  session: sessionOrderSchema.optional(),
  stage: z.enum(STAGES),
  /** Fixer dispatches made so far in this unit. */
  fix: z.number().int().nonnegative(),
  /** The run branch's tip that this unit builds on. */
  base: z.string(),
  /** Commit of the kept tree under `refs/pitboss/wip/…`, when there is one. */
  wip_sha: z.string().nullable(),
  /** The name it is kept under, where that is not the unit's: something else stood there. */
  kept_as: z.string().optional(),
  /** True when that ref was refused and the tree is a bundle among the job's transcripts instead. */
  bundled: z.boolean().optional(),
  /** Label of the test command that the base commit has; null for none. A phase must not take it away. */
  base_tests: z.string().nullable().optional(),
  /** That command itself, with the texts of its scripts. */
  base_command: baseCommandSchema.optional(),
  /** The tree before the first agent, where set-up or tests had left something in it; an agent that leaves it so has done nothing. */
  noted_tree: z.string().optional(),
  /** Summary of the last failing tests, for the fixer. */
  test_summary: z.string().nullable(),
  /** How the auditor's pass went so far; absent until it began. */
  audit: auditSchema.optional(),
  /** What the auditor put off in this unit. */
  findings: z.array(z.string()),
  /** Places where the kept tree makes tests say less, for the fixer that a rebuy begins with. */
  weakened: z.array(z.string()).optional(),
  /** Turns of this unit that ended too early and were asked for again. */
  asked_again: z.array(askedAgainSchema).optional(),
  /** US dollars set aside when the order was issued. */
  reserved_usd: z.number().nonnegative(),
  /** US dollars of it that checkpoints have already booked as usage. */
  settled_usd: z.number().nonnegative(),
  /** What a session has used, as far as it was booked: in earlier shifts, at checkpoints, and in a first try that could not be merged. */
  used: roleUsageSchema.optional(),
  /** UTC day (`yyyy-mm-dd`) that the reservation counts for; absent in records of the first versions. */
  reserved_on: z.string().optional(),
});
export type Order = z.infer<typeof orderSchema>;

const leaseSchema = z.looseObject({
  /** The GitHub workflow run id, or `local:<host>:<pid>:<start>` on a laptop. */
  workflow_run_id: z.string(),
  attempt: z.number().int().positive(),
  nonce: z.string(),
});
export type Lease = z.infer<typeof leaseSchema>;

const haltSchema = z.looseObject({
  code: z.string(),
  what: z.string(),
  why: z.string(),
  fix: z.string(),
});
export type Halt = z.infer<typeof haltSchema>;

const sweepSchema = z.looseObject({
  after: z.string(),
  round: z.number().int().positive(),
  /** How many items fewer are open than before, and how many are left. */
  resolved: z.number().int().nonnegative(),
  left: z.number().int().nonnegative(),
  commit: z.string().nullable(),
});

const tokenPair = z.looseObject({ input: z.number().int(), output: z.number().int() });

/** `runs/<run-id>/run.json`. Fields of the original keep their names; unknown fields survive a round trip. */
export const runRecordSchema = z.looseObject({
  schema: z.literal(1),
  kind: z.enum(['play', 'sweep', 'plan', 'grind']),
  /** For a run of kind `plan`: what is planned, and how far that is. */
  planning: planningSchema.optional(),
  /** For a run of kind `grind`: where its rotation stands and what its sessions came to. */
  grind: grindStateSchema.optional(),
  /** For a run of kind `sweep`: the phase before it, how many items it is shown, whether it is audited. */
  sweep_request: z
    .looseObject({
      after: z.string().nullable(),
      max_items: z.number().int().nullable(),
      audit: z.boolean().nullable(),
    })
    .optional(),
  run_id: z.string(),
  parent_run: z.string().nullable(),
  status: z.enum(RUN_STATUSES),
  /** The run branch; blank for a run of kind `plan`, which has none. */
  branch: z.string(),
  original_branch: z.string().nullable(),
  started_at: z.string(),
  updated_at: z.string(),
  started_phase: z.string(),
  completed: z.array(z.string()),
  /** Commit of each completed phase, or null where the plan advanced without one. */
  commits: z.record(z.string(), z.string().nullable()),
  attempts: z.record(z.string(), z.number().int().nonnegative()),
  /** The audit of each landed unit, by the unit's name; a unit that was not audited has none. */
  audits: z.record(z.string(), auditReportSchema).default({}),
  token_usage: z.looseObject({
    input: z.number().int(),
    output: z.number().int(),
    by_role: z.record(z.string(), tokenPair),
  }),
  /** A sweep is owed before anything else. */
  pending_sweep: z.boolean(),
  /** Sweeps since the last phase. */
  consecutive_sweeps: z.number().int(),
  /** Sweeps since the last phase of the plan; absent in records from before there were any. */
  final_sweeps: z.number().int().nonnegative().optional(),
  /** A person's word on sweeps: `force` asks for one, once; `skip` for none at all. */
  sweep_override: z.enum(['none', 'force', 'skip']).optional(),
  /** Sweeps that landed, in order. */
  sweeps: z.array(sweepSchema).optional(),
  /** Sweeps that an open item has outlived, by its text. */
  deferred_item_attempts: z.record(z.string(), z.number().int()),
  post_final_phase: z.boolean(),
  /** Where the run started. `seen`: the newest tip of that branch that people were told of; `merged`: the one that was merged last. */
  base: z.looseObject({
    ref: z.string(),
    sha: z.string(),
    seen: z.string().optional(),
    merged: z.string().optional(),
    /** Our newest merge of it. */
    merge_commit: z.string().optional(),
  }),
  head_sha: z.string(),
  /** Commits of people that the run went on from, in order; absent where there are none. */
  adopted: z.array(adoptionSchema).optional(),
  /** Kept trees that no unit takes up, because they do not fit such commits. */
  set_aside: z.array(setAsideSchema).optional(),
  orders: z.record(z.string(), orderSchema),
  lease: leaseSchema.nullable(),
  /** The nonce that the next claim must present. */
  next_nonce: z.string(),
  wake_at: z.string().nullable(),
  halt: haltSchema.nullable(),
  /** Why a waiting run waits, in the form of a halt; it goes on by itself at `wake_at`. */
  wait: haltSchema.nullable().optional(),
  /** The versions of the agents that may be started, as the newest shift found them. */
  agent_versions: agentVersionsSchema.optional(),
  /** How often the run has slept because its agent could not work, since something landed; absent for never. */
  agent_waits: z.number().int().nonnegative().optional(),
  usage: z.looseObject({
    by_role: roleUsageSchema,
    /** Dollars reserved for work whose end nobody saw; they count as spent (I5). */
    unsettled_usd: z.number().nonnegative(),
    /** Dollars that count against a phase's cap (lost reservations included), by phase. */
    by_phase: z.record(z.string(), z.number().nonnegative()).optional(),
    /** The same by UTC day, with tokens: what this run tells `spend/<date>.json`. */
    by_day: bookedByDaySchema.optional(),
    /** Settled usage by agent and model. */
    by_agent: byAgentSchema.optional(),
  }),
  tests: testsReportSchema.nullable(),
  /** Where landed units made tests say less, with the reasons given; absent in records that are older than the comparison. */
  test_changes: z.array(testChangeSchema).optional(),
  /** Tests that failed before the run began and have not passed since. */
  baseline_failures: z.array(z.string()),
  /** How the tests stood before the run began; absent until somebody looked, or where nobody is to look. */
  baseline: baselineSchema.optional(),
  /** Names of tests that failed once and passed when run again. */
  flaky_tests: z.array(z.string()).optional(),
  /** Key of the trigger that started the run. */
  trigger: z.string(),
  /** Keys of the triggers that have been applied to this run, in order. */
  applied_triggers: z.array(z.string()),
  /** What people wrote to the run, the newest last. */
  notes: z.array(noteSchema).optional(),
  issue: z.number().int().nullable(),
  /** True where that number is a pull request's: the run answers there, but does not close it. */
  issue_is_pull: z.boolean().optional(),
  requested_by: z.looseObject({ login: z.string(), id: z.number().int() }),
  plan_sha256: z.string(),
  /** SHA-256 of the configuration with which the run began, from the default branch; later shifts read it anew. */
  config_sha256: z.string(),
  approval: approvalSchema.nullable(),
  /** Shifts claimed so far, and how many in a row ended without advancing a stage. */
  shifts: z.number().int().nonnegative(),
  idle_shifts: z.number().int().nonnegative(),
  /** What exists outside the ledger because of this run, by kind: see effects.ts. */
  effects: effectsSchema,
  /** Caps in force after layering; null means none. */
  limits: z.looseObject({
    max_total_usd: z.number().nullable(),
    max_total_tokens: z.number().nullable(),
    /** The keys that these two come from, where a grind run's own budget is the narrower one. */
    usd_key: z.string().optional(),
    tokens_key: z.string().optional(),
    /** Sweeps after which an open item is shown to people. */
    escalate_after: z.number().int().positive().optional(),
    phase_usd: z.number().nullable().optional(),
    issue_usd: z.number().nullable().optional(),
    day_usd: z.number().nullable().optional(),
  }),
});
export type RunRecord = z.infer<typeof runRecordSchema>;
