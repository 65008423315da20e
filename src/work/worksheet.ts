import type { AuditReport } from '../run/audit.js';
import { addByAgent, type ByAgent, usedBy } from '../run/money/by-agent.js';
import type { Note } from '../run/notes/note.js';
import type { UnitProgress } from '../run/progress.js';
import type { Stage, TestsReport } from '../run/record.js';
import type { BaseCommand, Baseline } from '../run/tests/baseline.js';
import type { AskedAgain } from '../run/units/asked-again.js';
import type { TestChange } from '../run/units/test-change.js';
import {
  addBooked,
  addRoleUsage,
  type BookedByDay,
  type Role,
  type RoleUsage,
  roundUsd,
  totalTokens,
  type Usage,
} from '../run/usage.js';
import type { Unit } from './unit.js';

/** The running notes of one unit; `progress()` is what leaves the room. */
export interface Worksheet {
  stage: Stage;
  fix: number;
  tests: TestsReport | null;
  testSummary: string | null;
  deferred: string;
  /** Label of the base's test command; null for none, absent until somebody looked. */
  baseTests: string | null | undefined;
  /** The auditor's pass; absent until it began. */
  audit: AuditReport | undefined;
  /** That command, where there is one. */
  baseCommand: BaseCommand | undefined;
  /** The tree as set-up and tests left it before the first agent, where they ran. */
  notedTree: string | undefined;
  /** How the tests stood before the run began, once this unit has found out. */
  baseline: Baseline | undefined;
  /** Tests that failed before the run began and have not passed since. */
  known: readonly string[];
  /** Where the tree makes tests say less; absent until somebody looked. */
  testChanges: readonly TestChange[] | undefined;
  /** Of those, what the next fixer is to be shown. */
  weakened: readonly string[];
  /** Where reasons for weakened tests may stand beside the list of deferred work: a session's summary. */
  reasons: string;
  /** What people wrote to the run, as far as this unit's agents were shown it or are to be. */
  notes: readonly Note[];
  /** Turns that ended too early and were asked for again, earlier shifts included. */
  askedAgain: readonly AskedAgain[];
  readonly dispatches: number;
  /** Books a dispatch on the day for which its money was set aside. */
  book(role: Role, dispatch: BookedDispatch): void;
  progress(): UnitProgress;
}

export interface BookedDispatch {
  readonly usage: Usage;
  /** Who did it. */
  readonly agent: { readonly name: string; readonly model: string };
  /** What was set aside for it beyond what it is known to have used, where nobody saw its end. */
  readonly unsettledUsd: number;
  readonly day: string;
}

export function openWorksheet(unit: Pick<Unit, 'order' | 'deferredText' | 'base' | 'notes'>): Worksheet {
  let usage: RoleUsage = {};
  let dispatches = 0;
  let unsettledUsd = 0;
  let byDay: BookedByDay = {};
  let byAgent: ByAgent = {};
  return {
    stage: unit.order.stage,
    fix: unit.order.fix,
    tests: null,
    testSummary: unit.order.test_summary,
    deferred: unit.deferredText,
    baseTests: unit.order.base_tests,
    audit: unit.order.audit === undefined ? undefined : { ...unit.order.audit, findings: unit.order.findings },
    baseCommand: unit.order.base_command,
    notedTree: undefined,
    baseline: undefined,
    known: unit.base?.failing ?? [],
    testChanges: undefined,
    weakened: unit.order.weakened ?? [],
    reasons: '',
    notes: unit.notes ?? [],
    askedAgain: unit.order.asked_again ?? [],
    get dispatches() {
      return dispatches;
    },
    book(role, { usage: used, unsettledUsd: unsettled, day, agent }) {
      unsettledUsd = roundUsd(unsettledUsd + unsettled);
      usage = addRoleUsage(usage, { [role]: used });
      byDay = addBooked(byDay, { [day]: { usd: roundUsd(used.usd + unsettled), tokens: totalTokens(used) } });
      dispatches += used.dispatches;
      byAgent = addByAgent(byAgent, usedBy(agent.name, agent.model, used));
    },
    progress() {
      return {
        stage: this.stage,
        fix: this.fix,
        usage,
        unsettledUsd,
        bookedByDay: byDay,
        ...(Object.keys(byAgent).length === 0 ? {} : { byAgent }),
        dispatches,
        tests: this.tests,
        deferred: this.deferred,
        weakened: this.weakened,
        ...(this.notes.length === 0 ? {} : { notes: this.notes }),
        ...(this.askedAgain.length === 0 ? {} : { askedAgain: this.askedAgain }),
        ...(this.testChanges === undefined ? {} : { testChanges: this.testChanges }),
        ...(this.baseTests === undefined ? {} : { baseTests: this.baseTests }),
        ...(this.audit === undefined ? {} : { audit: this.audit }),
        ...(this.baseCommand === undefined ? {} : { baseCommand: this.baseCommand }),
        ...(this.notedTree === undefined ? {} : { notedTree: this.notedTree }),
        ...(this.baseline === undefined ? {} : { baseline: this.baseline }),
      };
    },
  };
}
