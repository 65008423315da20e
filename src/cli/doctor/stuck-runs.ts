import type { LedgerState } from '../../ledger/ledger.js';
import { KEPT_TREES, wipRef } from '../../ledger/paths.js';
import { entryOf, type QueueEntry } from '../../run/queue.js';
import type { Lease, RunRecord } from '../../run/record.js';
import { type Check, good, problem, warning } from './check.js';
import { sessionTrees } from './session-trees.js';

/** What is known of a lease's holder from here. */
export type Holder = 'alive' | 'gone' | 'elsewhere';

export interface StuckFacts {
  readonly state: LedgerState;
  readonly holder: (lease: Lease) => Holder;
  /** Tips of run branches and of kept trees, by full name. */
  readonly refs: ReadonlyMap<string, string>;
}

/** Everything that stands still or was left behind, each with its name and the command that mends it. */
export function stuckRuns(facts: StuckFacts): readonly Check[] {
  const { state } = facts;
  const ids = new Set([...state.runs.keys(), ...state.triggers.map((trigger) => trigger.run_id)]);
  const entries = [...ids].sort().map((id) => entryOf(state, id));
  const found = [
    ...state.problems.map(({ path, problem: why }) => unreadable(path, why)),
    ...entries.flatMap((entry) => runChecks(entry, facts)),
    ...keptTrees(facts),
  ];
  return [
    ...(found.length === 0 ? [good('runs', `runs: ${entries.length}, none of them stuck`)] : found),
    ...sessionTrees(facts),
  ];
}

function runChecks(entry: QueueEntry, facts: StuckFacts): readonly Check[] {
  const { status, record, lease, runId } = entry;
  if (status === 'finished' || status === 'folded') {
    return [];
  }
  if (lease !== null) {
    return leaseChecks(entry, lease, facts);
  }
  if (status === 'halted') {
    return [halted(runId, record), ...branchChecks(record, facts)];
  }
  if (status === 'waiting' && record?.kind === 'plan' && record.wake_at === null) {
    const fix = rebuyOrFold(runId);
    const what = `Run ${runId} waits for a person: ${record.wait?.what ?? 'it plans.'}`;
    return [warning('run_waits', { what, why: 'The process that was to ask has ended.', fix })];
  }
  if (status === 'waiting' && record?.wait?.code === 'paused') {
    const what = `Run ${runId} is paused.`;
    return [
      warning('run_paused', { what, why: record.wait.why, fix: rebuyOrFold(runId) }),
      ...branchChecks(record, facts),
    ];
  }
  if (status === 'waiting' && record !== null && record.wake_at !== null) {
    return [sleeping(runId, record), ...branchChecks(record, facts)];
  }
  const what =
    status === 'pending'
      ? `Run ${runId} was accepted and never begun.`
      : `Run ${runId} is ${status}, and nobody works on it.`;
  const why = 'The process that was to carry it out ended before it could say so. Other runs wait behind it.';
  return [problem('run_abandoned', { what, why, fix: rebuyOrFold(runId) }), ...branchChecks(record, facts)];
}

function leaseChecks({ runId, record }: QueueEntry, lease: Lease, facts: StuckFacts): readonly Check[] {
  switch (facts.holder(lease)) {
    case 'alive':
      return [good('run_at_work', `run ${runId} is being worked on (${lease.workflow_run_id})`)];
    case 'gone': {
      const what = `Run ${runId} is held by a process that has ended.`;
      const why = `${lease.workflow_run_id} was killed, or its machine was switched off; what it had saved is kept.`;
      return [problem('run_lost', { what, why, fix: rebuyOrFold(runId) }), ...branchChecks(record, facts)];
    }
    case 'elsewhere':
      return [
        problem('run_held_elsewhere', {
          what: `Run ${runId} is held by a process of another machine.`,
          why: `Whether ${lease.workflow_run_id} still works cannot be seen from here.`,
          fix: `Look on that machine. If it is gone for good, or this one had another name then: \`pitboss rebuy ${runId} --holder-is-gone\`, or \`pitboss fold ${runId} --holder-is-gone\`.`,
        }),
      ];
  }
}

/** On a laptop nobody wakes a run up; whether its time has come is told by its record. */
function sleeping(runId: string, { wait, wake_at: until }: RunRecord): Check {
  return warning('run_sleeps', {
    what: `Run ${runId} sleeps until ${until}.`,
    why: wait ? `${wait.what} ${beginning(wait.why, runId)}` : 'The record does not say why.',
    fix: `\`pitboss rebuy ${runId}\` goes on with it, then or at once; \`pitboss fold ${runId}\` ends it and keeps what landed.`,
  });
}

function halted(runId: string, record: RunRecord | null): Check {
  const halt = record?.halt ?? null;
  return warning('run_halted', {
    what: `Run ${runId} is halted${halt === null ? '' : `: ${halt.what} [${halt.code}]`}`,
    why: halt === null ? 'The record does not say why.' : beginning(halt.why, runId),
    fix: `${halt?.fix ?? ''} ${rebuyOrFold(runId)}`.trim(),
  });
}

/** Lines of a halt's reason that are shown: a whole test output would bury the other findings. */
const REASON_LINES = 4;

function beginning(why: string, runId: string): string {
  const lines = why.split('\n');
  return lines.length <= REASON_LINES
    ? why
    : [...lines.slice(0, REASON_LINES), `… (\`pitboss status ${runId}\` has all ${lines.length} lines)`].join('\n');
}

/** A branch that is not where the record left it stops the run at its next step. */
function branchChecks(record: RunRecord | null, { refs }: StuckFacts): readonly Check[] {
  // A run that plans has no branch.
  if (record === null || record.branch === '') {
    return [];
  }
  const ref = `refs/heads/${record.branch}`;
  const tip = refs.get(ref);
  if (tip === record.head_sha) {
    return [];
  }
  const why = `The record of run ${record.run_id} has it at ${record.head_sha.slice(0, 12)}; a branch that somebody moved is never overwritten.`;
  const fix = `\`git update-ref ${ref} ${record.head_sha}\` puts it back (keep what is there first), or \`pitboss fold ${record.run_id}\`.`;
  const adopt = `\`pitboss rebuy ${record.run_id} --adopt\` goes on from what stands there. Or: ${fix}`;
  return tip === undefined
    ? [problem('run_branch_missing', { what: `The branch ${record.branch} is gone.`, why, fix })]
    : [
        problem('run_branch_moved', {
          what: `The branch ${record.branch} is at ${tip.slice(0, 12)}.`,
          why,
          fix: adopt,
        }),
      ];
}

/** Trees of unfinished units whose run is over, or of which nobody knows. Those of sessions that did not land are kept on purpose. */
function keptTrees({ state, refs }: StuckFacts): readonly Check[] {
  const wanted = [...state.runs.values()]
    .filter(({ kind, status }) => kind === 'grind' || (status !== 'finished' && status !== 'folded'))
    .map(({ run_id: id }) => wipRef(id, ''));
  return [...refs.keys()]
    .filter((ref) => ref.startsWith(KEPT_TREES) && !wanted.some((prefix) => ref.startsWith(prefix)))
    .map((ref) =>
      warning('tree_left_over', {
        what: `${ref} keeps a tree that no run will take up.`,
        why: 'Its run is over, or its record is gone.',
        fix: `Look at it with \`git show ${ref}\`, then \`git update-ref -d ${ref}\`.`,
      }),
    );
}

function unreadable(path: string, why: string): Check {
  return problem('ledger_unreadable', {
    what: `The file ${path} of the ledger cannot be read.`,
    why,
    fix: `\`git show refs/pitboss/ledger:${path}\` shows it. If a newer Pitboss wrote it, use that one; \`git log refs/pitboss/ledger -- ${path}\` finds an older version of a damaged one.`,
  });
}

function rebuyOrFold(runId: string): string {
  return `\`pitboss rebuy ${runId}\` goes on with it, \`pitboss fold ${runId}\` ends it and keeps what landed.`;
}
