import type { Config } from '../config/config.js';
import { isoNow, type LandPorts } from '../land/run-files.js';
import { dispatchable, type QueueEntry } from '../run/queue.js';
import type { ShiftPorts } from './ports.js';

/** What it takes to know whose turn it is. */
type QueueReader = Pick<LandPorts, 'clock'> & { readonly ledger: Pick<LandPorts['ledger'], 'read'> };

/**
 * Dispatches every run whose turn it is now: the continuation of this one, or the next in the queue. Nonces are derived, so a
 * dispatch that somebody else makes as well leads to one claim only. Returns how many were dispatched.
 */
export async function dispatchNext(
  ports: Pick<ShiftPorts, 'github' | 'tell'>,
  land: QueueReader,
  config: Pick<Config, 'queue'>,
): Promise<number> {
  const github = ports.github;
  if (github === null) {
    return 0;
  }
  const next = await whoseTurn(ports, land, config);
  let sent = 0;
  for (const entry of next) {
    try {
      const { repeated = false } = await github.api.dispatch(github.workflowFile, github.defaultBranch, {
        'run-id': entry.runId,
        nonce: entry.nonce,
      });
      const what = repeated
        ? `the next shift of run ${entry.runId} was dispatched by an earlier step`
        : `dispatched the next shift of run ${entry.runId}`;
      ports.tell({ kind: 'effect', what });
      sent += repeated ? 0 : 1;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      ports.tell({ kind: 'warning', message: `run ${entry.runId} could not be dispatched: ${message}` });
    }
  }
  return sent;
}

/** Failing to read the ledger must not undo what the shift has done; the settling step asks again. */
async function whoseTurn(
  ports: Pick<ShiftPorts, 'tell'>,
  land: QueueReader,
  config: Pick<Config, 'queue'>,
): Promise<readonly QueueEntry[]> {
  try {
    return dispatchable(await land.ledger.read(), config.queue.concurrent_runs, isoNow(land.clock));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    ports.tell({ kind: 'warning', message: `the queue could not be read: ${message}` });
    return [];
  }
}
