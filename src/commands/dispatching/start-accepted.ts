import type { PitbossError } from '../../base/pitboss-error.js';
import { dispatchable, entryOf, placeInQueue, type QueueEntry } from '../../run/queue.js';
import type { LineResult, Premises } from '../acceptance.js';
import { type AnswerRow, dispatchMarker, errorText } from '../answers/answer-text.js';
import type { ParsedLine } from '../grammar/parse-comment.js';
import { isAbandoned } from './abandoned.js';
import { dispatchAgain, dispatchNew } from './dispatch-run.js';

/** What people must be told about commands that were accepted and do not start at once. */
export interface Started {
  readonly rows: readonly AnswerRow[];
  readonly markers: readonly string[];
  /** Why GitHub did not start workflows; each is among the rows as well. */
  readonly refused: readonly PitbossError[];
}

/** A command on the ledger that started a run, or moved one. */
export interface AcceptedCommand {
  readonly written: string;
  readonly runId: string;
  readonly isNew: boolean;
}

/** The commands of a comment that are on the ledger now. */
export function acceptedIn(results: readonly LineResult[]): readonly AcceptedCommand[] {
  return results.flatMap(({ line, outcome }) =>
    outcome.kind === 'accepted' ? [{ written: line.written, runId: outcome.runId, isNew: startsOwnRun(line) }] : [],
  );
}

/** Dispatches the runs that were started or moved, where it is their turn. Runs that a shift holds see the trigger themselves. */
export async function startAccepted(premises: Premises, accepted: readonly AcceptedCommand[]): Promise<Started> {
  const slots = premises.config.ok ? premises.config.slots : 1;
  const { ports, branch, ledger } = premises;
  const rows: AnswerRow[] = [];
  const markers: string[] = [];
  const refused: PitbossError[] = [];
  const now = new Date(ports.clock.now()).toISOString();
  const ready = new Map(dispatchable(ledger.state, slots, now).map((entry) => [entry.runId, entry]));
  for (const { written, runId, isNew } of new Map(accepted.map((item) => [item.runId, item])).values()) {
    const entry = ready.get(runId) ?? (await abandonedRun(premises, runId));
    if (entry === null) {
      rows.push(...queueRow(premises, { written, runId, slots }));
      continue;
    }
    // A run that is moved may have been dispatched by somebody before, perhaps in vain; a new one cannot.
    if (!isNew) {
      ports.memory.renewDispatch(entry.nonce);
    }
    const dispatch = isNew ? dispatchNew : dispatchAgain;
    const outcome = await dispatch(ports, entry, branch);
    if (outcome.kind === 'refused') {
      rows.push({ written, text: errorText(outcome.error) });
      markers.push(dispatchMarker(entry.nonce));
      refused.push(outcome.error);
    }
  }
  return { rows, markers, refused };
}

/** A run whose holder is gone: the command is carried out by whoever takes the run over. */
async function abandonedRun({ ports, ledger }: Premises, runId: string): Promise<QueueEntry | null> {
  const entry = entryOf(ledger.state, runId);
  return (await isAbandoned(ports, entry)) ? entry : null;
}

function startsOwnRun({ command }: ParsedLine): boolean {
  return command.ok && ['play', 'sweep', 'plan', 'grind'].includes(command.value.verb);
}

function queueRow(
  { ledger }: Premises,
  run: { readonly written: string; readonly runId: string; readonly slots: number },
): readonly AnswerRow[] {
  const place = placeInQueue(ledger.state, run.runId, run.slots);
  if (place === 0) {
    return [];
  }
  const before = place === 1 ? 'one run stands' : `${place} runs stand`;
  const text = `Accepted as run \`${run.runId}\`. It waits: ${before} before it in the queue. It starts by itself; \`/pitboss fold ${run.runId}\` takes it out.`;
  return [{ written: run.written, text }];
}
