import { rotationStateSchema } from '../../src/grind/rotation-state.js';
import { type SessionRecord, sessionRecordSchema } from '../../src/grind/session-record.js';
import { type SpendDay, spendDaySchema } from '../../src/run/money/spend.js';
import { type RunRecord, runRecordSchema } from '../../src/run/record.js';
import { batch } from './batch.js';
import { ROTATION } from './project.js';
import { git, LEDGER } from './world.js';

/** The remote as it stands, read with git alone: never with what Pitboss says about itself. */
export interface LedgerView {
  readonly files: ReadonlyMap<string, string>;
  readonly runs: ReadonlyMap<string, RunRecord>;
  /** Of each run that is still on the ledger, in the order of their names. */
  readonly sessions: ReadonlyMap<string, readonly SessionRecord[]>;
  readonly spend: ReadonlyMap<string, SpendDay>;
  readonly rotation: ReturnType<typeof rotationStateSchema.parse> | null;
  /** All refs of the remote, by full name. */
  readonly refs: ReadonlyMap<string, string>;
}

export function readLedger(remote: string): LedgerView {
  const refs = new Map(
    lines(git(remote, 'for-each-ref', '--format=%(refname) %(objectname)')).map((line) => {
      const [name = '', sha = ''] = line.split(' ');
      return [name, sha] as const;
    }),
  );
  const files = textsOf(remote);
  const runs = new Map<string, RunRecord>();
  const sessions = new Map<string, SessionRecord[]>();
  const spend = new Map<string, SpendDay>();
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [room = '', id = '', name = ''] = path.split('/');
    if (room === 'runs' && name === 'run.json') {
      runs.set(id, runRecordSchema.parse(JSON.parse(text)));
    } else if (room === 'runs' && name === 'sessions') {
      sessions.set(id, [...(sessions.get(id) ?? []), sessionRecordSchema.parse(JSON.parse(text))]);
    } else if (room === 'spend') {
      spend.set(id.replace('.json', ''), spendDaySchema.parse(JSON.parse(text)));
    }
  }
  const rotation = files.get(`grind/${ROTATION}.json`);
  return {
    files,
    runs,
    sessions,
    spend,
    rotation: rotation === undefined ? null : rotationStateSchema.parse(JSON.parse(rotation)),
    refs,
  };
}

/** Every file of the ledger's tip. */
function textsOf(remote: string): ReadonlyMap<string, string> {
  const listed = lines(git(remote, 'ls-tree', '-r', '--format=%(objectname) %(path)', LEDGER));
  const entries = listed.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
  const texts = batch(
    remote,
    entries.map(([sha]) => sha),
  );
  return new Map(entries.map(([sha, path]) => [path, texts.get(sha) ?? ''] as const));
}

export function lines(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n');
}
