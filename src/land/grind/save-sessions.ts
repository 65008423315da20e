import type { RefUpdate } from '../../git/repository.js';
import { keptRef } from '../../ledger/paths.js';
import { save } from '../../run/advance.js';
import type { UnitProgress } from '../../run/progress.js';
import type { Order } from '../../run/record.js';
import { isoNow, type LandPorts, type RunFiles, type WriteOutcome, writeRun } from '../run-files.js';
import type { UnfinishedUnit } from '../save-unit.js';
import { wipCommit } from '../wip-commit.js';

/** A session that was stopped before its end, with the tree that it left. */
export interface StoppedSession {
  readonly order: Order;
  readonly progress: UnitProgress;
  /** Null for one that left nothing. */
  readonly dir: string | null;
}

export interface SavedSessions {
  readonly outcome: WriteOutcome;
  readonly files: RunFiles;
  /** Units of which no tree is kept: it held a secret, cannot be read, or its ref was refused. They begin again. */
  readonly treeless: readonly string[];
}

type Change = (files: RunFiles) => RunFiles;

interface KeptSession extends StoppedSession {
  readonly sha: string | null;
}

/**
 * Keeps sessions that worked side by side (I6), each under its own ref, all of them in one push: a machine that is about to end has
 * seconds, not seconds for each. `change` may alter the record further in the same push.
 */
export async function saveSessions(
  ports: LandPorts,
  { before, config }: Pick<UnfinishedUnit, 'before' | 'config'>,
  stopped: readonly StoppedSession[],
  change: Change = (files) => files,
): Promise<SavedSessions> {
  const kept: KeptSession[] = [];
  for (const each of stopped) {
    const { dir } = each;
    const wip = dir === null ? null : await wipCommit(ports, { ...each, dir, before, config, bundleFile: '' });
    kept.push({ ...each, sha: wip?.kind === 'made' ? wip.sha : null });
  }
  const saved = await written(ports, before, kept, change);
  if (saved.outcome.kind !== 'refused' && saved.outcome.kind !== 'moved') {
    return saved;
  }
  // What they cost must be on record even where their trees may not be.
  const bare = kept.map((each) => ({ ...each, sha: null }));
  return written(ports, before, bare, change);
}

async function written(
  ports: LandPorts,
  before: RunFiles,
  kept: readonly KeptSession[],
  change: Change,
): Promise<SavedSessions> {
  const now = isoNow(ports.clock);
  const record = kept.reduce((current, { order, progress, sha }) => {
    const step = save(current, order, { progress, wipSha: sha, allowanceUsd: 0, now });
    return step.ok ? step.value : current;
  }, before.record);
  const alongside = kept.flatMap(({ order, sha }): readonly RefUpdate[] =>
    sha === null ? [] : [{ ref: keptRef(before.record.run_id, order), from: order.wip_sha, to: sha, replace: true }],
  );
  const files = change({ ...before, record });
  const outcome = await writeRun(ports, files, {
    message: `${kept.length} session(s) saved`,
    alongside,
    lease: before.record.lease ?? { workflow_run_id: '', attempt: 1, nonce: '' },
  });
  return {
    outcome,
    files: outcome.kind === 'written' ? outcome.files : files,
    treeless: kept.filter(({ sha }) => sha === null).map(({ order }) => order.unit),
  };
}
