import type { LandPorts } from '../../../land/run-files.js';
import { sessionsInFlight } from '../../../run/grind/session-order.js';
import { entryOf } from '../../../run/queue.js';
import { startsRun } from '../../../run/trigger.js';
import { type Declined, declined } from '../../claim/claimed.js';
import { filesOf } from '../../claim/known-files.js';
import { heldByUs } from '../../claim/take-back.js';
import type { ShiftPorts, ShiftRequest } from '../../ports.js';
import { pushPacer } from '../../push-pacer.js';
import { reserve } from '../../unit/outages.js';
import { noteTaker } from '../../unit/take-notes.js';
import { watch } from '../../watch.js';
import { runMaterial } from '../run-material.js';
import type { SessionInput } from '../session-cycle.js';
import { detachedSession } from '../wave/detached-session.js';
import { writeResult } from './write-result.js';

interface Ordered {
  readonly request: ShiftRequest;
  /** Number of the session. */
  readonly seq: number;
  /** Becomes the artifact. */
  readonly folder: string;
}

/**
 * Works off one session that an earlier job of this workflow run has handed out, and leaves what it came to as files. Nothing is written
 * to the ledger or to GitHub. True where there is something to hand over.
 */
export async function workOrdered(ports: ShiftPorts, { request, seq, folder }: Ordered): Promise<boolean | Declined> {
  const land: LandPorts = { ...ports.land, observe: () => {}, hurry: () => ports.signal.aborted };
  const state = await land.ledger.read();
  const entry = entryOf(state, request.runId);
  const trigger = state.triggers.find((item) => item.run_id === request.runId && startsRun(item));
  const { record } = entry;
  const order = record === null ? undefined : sessionsInFlight(record).find(({ session }) => session?.seq === seq);
  if (trigger === undefined || order?.session?.detached !== true || !heldByUs(record, request)) {
    return declined('not_handed_out', `Session ${seq} of run ${request.runId} is not for this workflow run.`);
  }
  const loaded = await ports.loadConfig();
  if (loaded.kind === 'invalid') {
    return declined(loaded.halt.code, `${loaded.halt.what} ${loaded.halt.why}`);
  }
  const { config } = loaded;
  const { material, halt } = await runMaterial(ports, entry, trigger, config);
  const files = await filesOf(land, state, entry, { trigger, material, config, configText: '', request });
  const [agents, prompts] = [await ports.agents(config), await ports.prompts()];
  const problem = halt ?? ('code' in agents ? agents : prompts.ok ? null : prompts.error);
  if (material === null || files === null || problem !== null || 'code' in agents || !prompts.ok) {
    return declined(
      problem?.code ?? 'not_handed_out',
      problem === null ? 'The run cannot be read.' : `${problem.what} ${problem.why}`,
    );
  }
  await land.repository.fetch([...new Set([order.base, record.head_sha])]);
  const minutes = config.limits.shift_minutes;
  const watching = watch({ ports, request, read: () => land.ledger.read(), clock: land.clock, minutes });
  try {
    const input: SessionInput = {
      ...{ ports, land, request, config, material },
      agents: reserve(agents, land.clock),
      prompts: prompts.value,
      watch: watching,
      show: { show: async () => {} },
      pacer: pushPacer(land.clock),
      newNotes: noteTaker(watching, { acknowledge: () => {} }),
      steer: (known) => known,
      treeStands: false,
    };
    const end = await detachedSession(input, files, order, watching.signal);
    return await writeResult({ land, files, config, folder }, end);
  } finally {
    watching.stop();
  }
}
