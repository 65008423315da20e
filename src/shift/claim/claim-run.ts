import { DEFAULT_CONFIG } from '../../config/config.js';
import type { LandPorts } from '../../land/run-files.js';
import { entryOf, headOfQueue, placeInQueue, type QueueEntry } from '../../run/queue.js';
import { startsRun } from '../../run/trigger.js';
import { outOfSync } from '../grind/out-of-sync.js';
import { runMaterial } from '../grind/run-material.js';
import type { ShiftPorts, ShiftRequest } from '../ports.js';
import { type Claimed, type Declined, declined } from './claimed.js';
import { filesOf } from './known-files.js';
import { takeRun } from './take-run.js';

/**
 * Takes a run: checks that it is ours to take, applies waiting commands, settles what a dead shift left, and pushes branch and
 * record together before any agent starts. A rule that refuses the branch refuses here, at no cost.
 */
export async function claimRun(ports: ShiftPorts, land: LandPorts, request: ShiftRequest): Promise<Claimed | Declined> {
  const state = await land.ledger.read();
  const entry = entryOf(state, request.runId);
  const trigger = state.triggers.find((item) => item.run_id === request.runId && startsRun(item));
  if (trigger === undefined) {
    return declined('unknown_run', `The ledger holds no accepted command that starts run ${request.runId}.`);
  }
  const held = await holdingProblem(ports, entry, request);
  if (held !== null) {
    return held;
  }
  const loaded = await ports.loadConfig();
  if (loaded.kind === 'invalid' && entry.record === null) {
    return declined(loaded.halt.code, `${loaded.halt.what} ${loaded.halt.why}`);
  }
  // With a broken configuration a known run is claimed all the same, to be halted with the reason.
  const config = loaded.kind === 'loaded' ? loaded.config : DEFAULT_CONFIG;
  const waiting = placeInQueue(state, request.runId, config.queue.concurrent_runs);
  if (waiting > 0) {
    return declined(
      'queued',
      `${waiting === 1 ? 'Another run stands' : `${waiting} other runs stand`} before run ${request.runId}; ${itsTurn(ports, request, headOfQueue(state, request.runId))}.`,
    );
  }
  const { material, halt: unusable } = await runMaterial(ports, entry, trigger, config);
  if (unusable !== null && entry.record === null) {
    return declined(unusable.code, `${unusable.what} ${unusable.why}`);
  }
  const files = await filesOf(land, state, entry, {
    trigger,
    material,
    config,
    configText: loaded.kind === 'loaded' ? loaded.text : '',
    request,
  });
  if (files === null) {
    return declined('plan_invalid', `The plan of run ${request.runId} cannot be read.`);
  }
  return takeRun(ports, land, {
    entry,
    request,
    trigger,
    files,
    config,
    material,
    halt: unusable ?? (loaded.kind === 'invalid' ? loaded.halt : outOfSync(files)),
  });
}

/** What happens when a run's turn has come: on a laptop nobody is there to start it, nor the one that is in its way. */
function itsTurn(
  { github }: Pick<ShiftPorts, 'github'>,
  { runId }: Pick<ShiftRequest, 'runId'>,
  first: string | null,
): string {
  if (github !== null) {
    return 'it is dispatched when its turn comes';
  }
  const way =
    first === null
      ? ''
      : `. The first in line is ${first}: \`pitboss status ${first}\` shows it, \`pitboss fold ${first}\` ends it`;
  return `nothing starts it by itself: \`pitboss rebuy ${runId}\` does, once its turn has come${way}`;
}

async function holdingProblem(ports: ShiftPorts, entry: QueueEntry, request: ShiftRequest): Promise<Declined | null> {
  if (entry.nonce !== request.nonce) {
    return declined(
      'stale_nonce',
      `Another shift was dispatched for run ${entry.runId} after this one; it goes on there.`,
    );
  }
  if (entry.lease !== null && !(await ports.holderEnded(entry.lease, wasAsked(entry)))) {
    return declined(
      'held',
      `Run ${entry.runId} is held by workflow run ${entry.lease.workflow_run_id}, which has not ended.`,
    );
  }
  if (entry.status === 'finished' || entry.status === 'folded') {
    return declined('over', `Run ${entry.runId} is ${entry.status}.`);
  }
  return null;
}

function wasAsked(entry: QueueEntry): boolean {
  return entry.inbox.some((trigger) => trigger.verb === 'rebuy' || trigger.verb === 'fold');
}
