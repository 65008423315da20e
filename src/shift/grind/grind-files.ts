import { sessionRecordSchema } from '../../grind/session-record.js';
import type { GrindFiles, LandPorts } from '../../land/run-files.js';
import { runPath, sessionPath } from '../../ledger/paths.js';
import type { RunRecord } from '../../run/record.js';

/** Sessions and scratchpad of a grind run, from the ledger. A file that cannot be read counts as missing. */
export async function grindFiles(land: Pick<LandPorts, 'ledger'>, tip: string, record: RunRecord): Promise<GrindFiles> {
  const scratchpad = (await land.ledger.readFile(tip, runPath(record.run_id, 'scratchpad.md'))) ?? '';
  const open = new Set(Object.values(record.orders).map(({ session }) => session?.seq));
  const ended = Array.from({ length: record.grind?.last_seq ?? 0 }, (_, index) => index + 1).filter(
    (seq) => !open.has(seq),
  );
  const sessions = [];
  for (const seq of ended) {
    const text = await land.ledger.readFile(tip, sessionPath(record.run_id, seq));
    const read = text === null ? null : sessionRecordSchema.safeParse(parsed(text));
    if (read?.success === true) {
      sessions.push(read.data);
    }
  }
  return { sessions, scratchpad };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
