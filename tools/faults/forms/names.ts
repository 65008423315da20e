import type { RunRecord } from '../../../src/run/record.js';

export type Anonymous = (text: string) => string;

/** Replaces what no two runs have in common: ids of runs by their issue, keys, months and days. */
export function namesFor(records: readonly RunRecord[]): Anonymous {
  const runs = records.map((record) => [record.run_id, `RUN-OF-${record.issue ?? 'NOBODY'}`] as const);
  return (text) =>
    runs
      .reduce((named, [id, name]) => named.replaceAll(id, name), text)
      .replaceAll(/\d{8}T\d{6}Z-[0-9a-f]{6}/g, 'OTHER-RUN')
      .replaceAll(/cli-\d+-[0-9a-f]+/g, 'KEY')
      .replaceAll(/\d{4}-\d\d\/[^/]+\.json/g, 'MONTH/TRIGGER')
      .replaceAll(/\d{4}-\d\d-\d\d/g, 'DAY');
}
