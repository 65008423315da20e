import type { LocalServer } from '../../src/local-github/index.js';
import { type RunRecord, runRecordSchema } from '../../src/run/record.js';
import { type Trigger, triggerSchema } from '../../src/run/trigger.js';

/** Reads the state branch beside the API, so that looking is no request. */
export interface LedgerReader {
  /** The newest run's record; null while there is none. */
  record(): Promise<RunRecord | null>;
  records(): Promise<readonly RunRecord[]>;
  triggers(): Promise<readonly Trigger[]>;
  ledgerFiles(): Promise<readonly string[]>;
}

const LEDGER = 'refs/heads/pitboss/ledger';

interface Reading {
  readonly tip: string | null;
  readonly paths: readonly string[];
  readonly records: readonly RunRecord[];
  readonly triggers: readonly Trigger[];
}

export function ledgerReader(git: LocalServer['git'], fullName: string): LedgerReader {
  let last: Reading = { tip: null, paths: [], records: [], triggers: [] };

  /** Everything from one tip, so that a push in between does not mix two states; read again only when the tip has moved. */
  async function read(): Promise<Reading> {
    const tip = await git.resolve(fullName, LEDGER);
    if (tip === null || tip === last.tip) {
      return last;
    }
    const paths = await git.list(fullName, tip, '');
    const all = <T>(pattern: RegExp, parse: (value: unknown) => T): Promise<readonly T[]> =>
      Promise.all(
        paths
          .filter((path) => pattern.test(path))
          .sort()
          .map(async (path) => parse(JSON.parse((await git.read(fullName, tip, path)) ?? 'null'))),
      );
    const records = await all(/^runs\/[^/]+\/run\.json$/, (value) => runRecordSchema.parse(value));
    const triggers = await all(/^triggers\//, (value) => triggerSchema.parse(value));
    last = { tip, paths, records, triggers };
    return last;
  }

  return {
    record: async () => (await read()).records.at(-1) ?? null,
    records: async () => (await read()).records,
    triggers: async () => (await read()).triggers,
    ledgerFiles: async () => (await read()).paths,
  };
}
