import type { Config } from '../../config/config.js';
import type { RefUpdate } from '../../git/repository.js';
import { isoNow, type LandPorts, type RunFiles, withEvent, writeRun } from '../../land/run-files.js';
import { haltRun } from '../../run/advance.js';
import { heldBase, sawBase } from '../../run/branch/moved-base.js';
import { halts } from '../../run/halts.js';
import type { Halt, Order, RunRecord } from '../../run/record.js';
import type { ShiftPorts } from '../ports.js';

export interface Following {
  readonly ports: Pick<ShiftPorts, 'tell'>;
  readonly land: LandPorts;
  readonly config: Config;
}

export type Followed =
  | { readonly kind: 'go'; readonly files: RunFiles }
  | { readonly kind: 'halted'; readonly files: RunFiles }
  | { readonly kind: 'lost'; readonly reason: string };

/** A base branch that moved, and the order that is to begin on it. */
export interface Moved {
  readonly order: Order;
  readonly ref: string;
  readonly tip: string;
}

/** The run halts knowing this tip, so that going on means accepting it. */
export function halted(
  land: LandPorts,
  files: RunFiles,
  { tip, halt }: { readonly tip: string | null; readonly halt: Halt },
): Followed {
  const now = isoNow(land.clock);
  const known = tip === null ? files.record : sawBase(files.record, tip);
  const step = haltRun(known, halt, now);
  const record = step.ok ? step.value : files.record;
  return { kind: 'halted', files: withEvent({ ...files, record }, now, { event: 'halted', code: halt.code }) };
}

/** A new tip of the run branch, with the record that goes with it. */
export interface NewGround {
  readonly record: RunRecord;
  readonly event: Readonly<Record<string, unknown>>;
  readonly message: string;
  /** Commits of ours that the new tip takes the place of. */
  readonly replaces?: RefUpdate['replaces'];
  /** What people are told. */
  readonly told: string;
}

/** Branch and record in one push; on any refusal the run halts as it was. */
export async function standOn(
  { ports, land, config }: Following,
  files: RunFiles,
  { order }: Pick<Moved, 'order'>,
  ground: NewGround,
): Promise<Followed> {
  const { record } = files;
  const at = isoNow(land.clock);
  const next = withEvent({ ...files, record: { ...ground.record, updated_at: at } }, at, ground.event);
  const { lease } = record;
  if (lease === null) {
    return { kind: 'lost', reason: 'this shift holds no lease' };
  }
  const update = {
    ref: `refs/heads/${record.branch}`,
    from: record.head_sha,
    to: ground.record.head_sha,
    quiet: config.git.ci === 'at-end',
    ...(ground.replaces === undefined ? {} : { replaces: ground.replaces }),
  };
  const written = await writeRun(land, next, {
    message: ground.message,
    alongside: [update],
    lease,
    order: order.nonce,
  });
  switch (written.kind) {
    case 'written':
      ports.tell({ kind: 'effect', what: ground.told });
      return { kind: 'go', files: written.files };
    case 'moved':
      return halted(land, files, { tip: null, halt: halts.branchMoved(record.branch) });
    case 'refused':
      return halted(land, files, { tip: null, halt: halts.pushRefused(written.message) });
    case 'unreachable':
      return { kind: 'lost', reason: `the remote could not be reached: ${written.message}` };
    case 'lost':
      return written;
  }
}

/**
 * The newest commit that both branches hold; null where the base was rewritten. It is the one that was merged last, unless people
 * took a newer one into the run branch themselves and the run went on from there.
 */
export async function meetingPoint(
  { repository }: LandPorts,
  record: RunRecord,
  { ref, tip }: Pick<Moved, 'ref' | 'tip'>,
): Promise<string | null> {
  const from = heldBase(record);
  const onBase = await repository.descent({ ref, tip, from });
  if (onBase.kind !== 'descends' || record.adopted === undefined) {
    return onBase.kind === 'descends' ? from : null;
  }
  const branch = `refs/heads/${record.branch}`;
  const onBranch = await repository.descent({ ref: branch, tip: record.head_sha, from });
  const held = new Set(onBranch.kind === 'descends' ? onBranch.commits.map(({ sha }) => sha) : []);
  return onBase.commits.find(({ sha }) => held.has(sha))?.sha ?? from;
}
