import type { AuditReport } from '../run/audit.js';
import type { Halt, RunStatus, TestsReport } from '../run/record.js';
import type { Baseline } from '../run/tests/baseline.js';
import type { Shortfall } from '../run/units/asked-again.js';
import type { TestChange } from '../run/units/test-change.js';
import type { Role, RoleUsage } from '../run/usage.js';
import type { GrindEvent } from './grind/grind-event.js';

/** What happens during a shift, as those who watch are told. */
export type ShiftEvent =
  | GrindEvent
  | {
      readonly kind: 'claimed';
      readonly runId: string;
      readonly branch: string;
      readonly base: string;
      readonly shift: number;
    }
  | {
      readonly kind: 'phase_started';
      readonly id: string;
      readonly title: string;
      readonly index: number;
      readonly of: number;
      readonly resumedAt: string | null;
    }
  | {
      readonly kind: 'sweep_started';
      readonly after: string;
      readonly round: number;
      /** Open items. */
      readonly open: number;
      readonly resumedAt: string | null;
    }
  /** A step of a run that plans; `revised`: a person asked for changes of a draft. */
  | { readonly kind: 'planning_started'; readonly unit: string; readonly revised: boolean }
  | { readonly kind: 'questions_found'; readonly count: number }
  /** The planner's answer is no plan. */
  | { readonly kind: 'draft_rejected'; readonly attempt: number; readonly of: number; readonly problem: string }
  | { readonly kind: 'plan_drafted'; readonly phases: number }
  | { readonly kind: 'setup_started'; readonly label: string }
  | {
      readonly kind: 'dispatch_started';
      readonly role: Role;
      readonly agent: string;
      readonly model: string;
      readonly attempt: number;
      readonly total: number;
    }
  | { readonly kind: 'agent_text'; readonly text: string }
  | { readonly kind: 'agent_tool'; readonly name: string }
  | { readonly kind: 'agent_log'; readonly line: string }
  | {
      readonly kind: 'dispatch_ended';
      readonly role: Role;
      readonly outcome: string;
      readonly message: string;
      readonly seconds: number;
      readonly tokens: number;
      readonly usd: number;
    }
  /** What was found of an agent's program; `tested`: the versions that Pitboss was tested with, for people. */
  | {
      readonly kind: 'agent_version';
      readonly agent: string;
      readonly version: string | null;
      readonly standing: 'tested' | 'untested' | 'never_run' | 'unknown' | 'too_old';
      readonly tested: string;
    }
  /** Its provider is busy or out of reach; the agent is started again after so many seconds, at `until` (ISO 8601). */
  | {
      readonly kind: 'agent_retry';
      readonly role: Role;
      readonly agent: string;
      readonly message: string;
      readonly retry: number;
      readonly of: number;
      readonly seconds: number;
      readonly until: string;
    }
  /** For the time being another agent works in its place. */
  | {
      readonly kind: 'agent_replaced';
      readonly role: Role;
      readonly agent: string;
      readonly by: string;
      readonly model: string;
      readonly outcome: 'transient' | 'quota';
      readonly message: string;
    }
  /** `of`: on the base, before any agent; or once more, because they failed. */
  | { readonly kind: 'tests_started'; readonly label: string; readonly of?: 'base' | 'rerun' }
  | { readonly kind: 'baseline'; readonly baseline: Baseline }
  | { readonly kind: 'tests_ended'; readonly report: TestsReport }
  | { readonly kind: 'tests_skipped' }
  | { readonly kind: 'tests_weakened'; readonly changes: readonly TestChange[] }
  /** A turn ended too early and is asked for once more. */
  | ({ readonly kind: 'turn_short'; readonly role: Role } & Shortfall)
  /** There was no diff for the auditor to look at. */
  | { readonly kind: 'audit_skipped' }
  /** `beyond`: the auditor itself changed more than a small fix may. */
  | { readonly kind: 'audit_ended'; readonly report: AuditReport; readonly beyond: boolean }
  | { readonly kind: 'saved'; readonly stage: string }
  | {
      readonly kind: 'landed';
      readonly id: string;
      readonly title: string;
      readonly commit: string | null;
      readonly seconds: number;
      readonly usage: RoleUsage;
    }
  | {
      readonly kind: 'sweep_landed';
      readonly after: string;
      readonly resolved: number;
      readonly left: number;
      readonly commit: string | null;
      readonly seconds: number;
      readonly usage: RoleUsage;
    }
  /** An open item has outlived as many sweeps as people allow it. */
  | { readonly kind: 'item_stale'; readonly text: string; readonly attempts: number }
  | { readonly kind: 'effect'; readonly what: string }
  | { readonly kind: 'warning'; readonly message: string }
  | {
      readonly kind: 'ended';
      readonly runId: string;
      readonly status: RunStatus | 'handed_over';
      readonly halt: Halt | null;
      readonly usd: number;
      readonly seconds: number;
    };

export type Tell = (event: ShiftEvent) => void;
