import type { Clock } from '../base/clock.js';
import { stableJson } from '../base/stable-json.js';
import type { Identity, RefUpdate, TrustedRepository } from '../git/repository.js';
import type { RotationState } from '../grind/rotation-state.js';
import type { SessionRecord } from '../grind/session-record.js';
import type { LedgerChange, LedgerState, LedgerStore, LedgerWrite } from '../ledger/ledger.js';
import { runPath } from '../ledger/paths.js';
import { fittedRecord } from '../run/money/fit-record.js';
import { type PruneRequest, pruning } from '../run/pruning/prune.js';
import type { Lease, RunRecord } from '../run/record.js';
import { rotationFile, sessionFiles } from './grind/grind-files.js';
import { maskedStrings, secretMask } from './mask-secrets.js';
import { pruneFiles } from './prune-files.js';
import { spendFiles } from './spend-files.js';

/** The files of one run on the ledger, as the shift that holds its lease keeps them in memory. */
export interface RunFiles {
  readonly record: RunRecord;
  readonly planText: string;
  readonly deferredText: string;
  /** events.jsonl; only ever grows. */
  readonly events: string;
  /** Of a grind run. */
  readonly grind?: GrindFiles;
}

export interface GrindFiles {
  /** Every session that ended, by number; each has a file of its own, which never changes. */
  readonly sessions: readonly SessionRecord[];
  /** What agents wrote down for each other. */
  readonly scratchpad: string;
}

/** What a session's end writes beside the run's files. */
export interface GrindWrite {
  /** Sessions that end with this write. */
  readonly ended: readonly SessionRecord[];
  /** What changes for the rotation, whatever other runs have written meanwhile. */
  readonly rotation?: (state: RotationState) => RotationState;
}

export interface LandPorts {
  readonly repository: TrustedRepository;
  readonly ledger: LedgerStore;
  readonly identity: Identity;
  readonly clock: Clock;
  /** Secret values of this run that must not leave it (I9). May grow while the run goes on: read it when it is needed. */
  readonly secrets: readonly string[];
  /** True once this process is to end within seconds: from then on nothing waits for a remote that cannot be reached. */
  readonly hurry?: () => boolean;
  /** Sees every fresh reading of the ledger that a write makes: how new commands are noticed at no cost. */
  readonly observe: (state: LedgerState) => void;
}

export type WriteOutcome =
  /** `files`: as they were written; a reservation may have become smaller than it was asked for. `pruned`: runs that went with it. */
  | { readonly kind: 'written'; readonly atomic: boolean; readonly files: RunFiles; readonly pruned: readonly string[] }
  /** Another shift holds the run now; this one must stop without writing. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** A ref that goes along was moved by somebody else. */
  | { readonly kind: 'moved'; readonly refs: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string };

export function isoNow(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

/** Adds one line to events.jsonl. */
export function withEvent(files: RunFiles, at: string, event: Readonly<Record<string, unknown>>): RunFiles {
  return { ...files, events: `${files.events}${JSON.stringify({ at, ...event })}\n` };
}

interface RunWrite {
  readonly message: string;
  readonly alongside?: readonly RefUpdate[];
  readonly lease: Lease;
  readonly order?: string;
  readonly prune?: PruneRequest;
  readonly grind?: GrindWrite;
}

/** Writes a run's files, with other refs in the same push. `lease` is what we hold: if the ledger says otherwise, nothing is written. */
export async function writeRun(ports: LandPorts, files: RunFiles, write: RunWrite): Promise<WriteOutcome> {
  const { record } = files;
  const path = (name: string) => runPath(record.run_id, name);
  // A halt may quote output of tests or agents. The plan is a person's text and must stay as its hash says.
  const mask = secretMask(ports.secrets);
  let written = files;
  let pruned: readonly string[] = [];
  const change: LedgerChange = {
    files: new Map([
      [path('plan.md'), files.planText],
      [path('deferred.md'), mask(files.deferredText)],
      [path('events.jsonl'), mask(files.events)],
      ...sessionFiles(files, write.grind, mask),
    ]),
    derived: (state) => {
      written = { ...files, record: fittedRecord(record, state) };
      const json = mask(stableJson(maskedStrings(written.record, mask)));
      const old = write.prune === undefined ? null : pruning(state, write.prune);
      pruned = old?.runs ?? [];
      return new Map([
        ...pruneFiles(old),
        ...spendFiles(written.record, state),
        ...rotationFile(written.record, write.grind, state),
        [path('run.json'), json],
      ]);
    },
    message: `run ${record.run_id}: ${write.message}`,
    at: isoNow(ports.clock),
    guard: (state) => {
      ports.observe(state);
      return leaseProblem(state, record.run_id, write.lease) ?? orderProblem(state, record.run_id, write.order);
    },
    alongside: write.alongside ?? [],
  };
  const outcome = await patiently(ports, change);
  if (outcome.kind === 'written') {
    return { kind: 'written', atomic: outcome.atomic, files: written, pruned };
  }
  if (outcome.kind === 'vetoed') {
    return { kind: 'lost', reason: outcome.reason };
  }
  switch (outcome.push.kind) {
    case 'stale':
      return { kind: 'moved', refs: outcome.push.refs };
    case 'refused':
      return { kind: 'refused', message: outcome.push.message };
    case 'unreachable':
      return { kind: 'unreachable', message: outcome.push.message };
  }
}

/** A result is landed only while the record still holds its order (I3). */
function orderProblem(state: LedgerState, runId: string, order: string | undefined): string | null {
  const known = state.runs.get(runId);
  return order === undefined || known === undefined || known.orders[order] !== undefined
    ? null
    : `order ${order} of run ${runId} is not open any more; its result was landed before`;
}

/** Waits between the tries while the remote cannot be reached, in milliseconds. */
const WAITS = [1_000, 3_000, 9_000] as const;
/** Longest time without a look at whether there is a hurry now, in milliseconds. */
const LOOK = 250;

/** A short outage must not cost a unit; a write that did arrive is recognised by the ledger itself. */
async function patiently(ports: LandPorts, change: LedgerChange): Promise<LedgerWrite> {
  for (const wait of WAITS) {
    const outcome = await ports.ledger.write(change);
    if (outcome.kind !== 'failed' || outcome.push.kind !== 'unreachable') {
      return outcome;
    }
    for (let left = wait; left > 0 && ports.hurry?.() !== true; left -= LOOK) {
      await ports.clock.sleep(Math.min(left, LOOK));
    }
  }
  return ports.ledger.write(change);
}

/** A run may be written by the shift whose lease the ledger names, and by the first claimant while there is no record yet. */
function leaseProblem(state: LedgerState, runId: string, lease: Lease): string | null {
  const known = state.runs.get(runId);
  if (known === undefined || known.next_nonce === lease.nonce) {
    return null;
  }
  const holder = known.lease;
  if (
    holder !== null &&
    holder.nonce === lease.nonce &&
    holder.workflow_run_id === lease.workflow_run_id &&
    holder.attempt === lease.attempt
  ) {
    return null;
  }
  return `run ${runId} is held by ${holder === null ? 'nobody' : `workflow run ${holder.workflow_run_id}`}, not by this shift`;
}
