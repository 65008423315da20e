import { PitbossError } from '../base/pitboss-error.js';
import { stableJson } from '../base/stable-json.js';
import type { Identity, PushOutcome, RefUpdate, TreeEntry, TrustedRepository } from '../git/repository.js';
import { serial } from '../git/serial.js';
import { TextCache } from './cache.js';
import type { LedgerChange, LedgerState, LedgerStore, LedgerWrite } from './ledger.js';
import { type LostAnswers, lostAnswers } from './lost-answers.js';
import { LEDGER_SCHEMA, passedOverDays, SCHEMA_PATH, stateEntries } from './paths.js';
import { attemptMark, MAX_RETRIES, type Patience, pause } from './retry.js';
import { ledgerState } from './state.js';

export interface GitLedgerOptions extends Patience {
  readonly repository: TrustedRepository;
  /** Full name of the ledger's ref. */
  readonly ref: string;
  /** Author and committer of ledger commits. */
  readonly identity: Identity;
}

interface Ledger extends GitLedgerOptions {
  readonly texts: TextCache;
  /** The newest reading; a push with a lease on its tip proves whether it is still true. */
  latest: LedgerState | null;
  readonly lost: LostAnswers;
}

/** The ledger by git: a reading costs one process when nothing moved and two otherwise, a write one. */
export function gitLedger(options: GitLedgerOptions): LedgerStore {
  const ledger: Ledger = { ...options, texts: new TextCache(), latest: null, lost: lostAnswers() };
  const oneAtATime = serial();
  return {
    read: () => read(ledger),
    latest: () => ledger.latest,
    readFile: async (tip, path) => (await ledger.repository.readFile(tip, path))?.toString('utf8') ?? null,
    // Two writers of one process would only race each other.
    write: (change) => oneAtATime(() => write(ledger, change)),
  };
}

async function read(ledger: Ledger): Promise<LedgerState> {
  const tip = (await ledger.repository.remoteTips([ledger.ref])).get(ledger.ref) ?? null;
  if (tip !== null && ledger.latest?.tip !== tip) {
    await ledger.repository.fetch([tip]);
  }
  return readAt(ledger, tip);
}

async function readAt(ledger: Ledger, tip: string | null): Promise<LedgerState> {
  if (ledger.latest !== null && ledger.latest.tip === tip) {
    return ledger.latest;
  }
  const state = tip === null ? ledgerState(null, new Map()) : await stateAt(ledger, tip);
  ledger.latest = state;
  return state;
}

async function stateAt(ledger: Ledger, tip: string): Promise<LedgerState> {
  const listed = await ledger.repository.listFiles(tip, '');
  const oldDays = passedOverDays(listed.map(({ path }) => path));
  return { ...ledgerState(tip, await textsOf(ledger, tip, stateEntries(listed))), oldDays };
}

async function textsOf(
  ledger: Ledger,
  tip: string,
  entries: readonly TreeEntry[],
): Promise<ReadonlyMap<string, string>> {
  const texts = await Promise.all(
    entries.map(async ({ path, sha }) => {
      const load = async () => (await ledger.repository.readFile(tip, path))?.toString('utf8') ?? '';
      return [path, await ledger.texts.get(sha, load)] as const;
    }),
  );
  return new Map(texts);
}

/** A change that is written again after its answer got lost is the same object; what became of it is looked up first. */
async function write(ledger: Ledger, change: LedgerChange): Promise<LedgerWrite> {
  const arrived = await ledger.lost.lookUp(change, { read: () => read(ledger), readFile: ledger.repository.readFile });
  return arrived ?? attempt(ledger, change);
}

async function attempt(ledger: Ledger, change: LedgerChange): Promise<LedgerWrite> {
  let alongside = change.alongside;
  let state = ledger.latest ?? (await read(ledger));
  for (let retry = 0; ; retry += 1) {
    if (change.guard(state) !== null) {
      // The reading may be an old one: only a fresh one may veto.
      state = await read(ledger);
      const reason = change.guard(state);
      if (reason !== null) {
        return { kind: 'vetoed', reason };
      }
    }
    const whole = { ...change, files: new Map([...change.files, ...(change.derived?.(state) ?? [])]) };
    assertWritable(state, whole);
    const tip = await makeCommit(ledger, state, whole);
    const updates = [...alongside, { ref: ledger.ref, from: state.tip, to: tip }];
    const push = await confirm(ledger, tip, await ledger.repository.push(updates));
    if (push.kind === 'pushed') {
      await readAt(ledger, tip);
      return { kind: 'written', tip, atomic: push.atomic && alongside.length === change.alongside.length };
    }
    if (push.kind === 'unreachable') {
      ledger.lost.note(change, { tip, files: whole.files });
    }
    if (!lostOnlyTheLedger(ledger, push) || retry === MAX_RETRIES) {
      return { kind: 'failed', push };
    }
    alongside = stillToPush(alongside, push.done);
    await pause(ledger, retry + 1);
    state = await read(ledger);
  }
}

/** Looks up what became of a push whose answer got lost: it may have landed, and must not be made twice. */
async function confirm(ledger: Ledger, tip: string, push: PushOutcome): Promise<PushOutcome> {
  if (push.kind !== 'unreachable') {
    return push;
  }
  const tips = await ledger.repository.remoteTips([ledger.ref]).catch(() => new Map<string, string>());
  // Code goes first where a push is not atomic, so a ledger that moved means that all of it did.
  return tips.get(ledger.ref) === tip ? { kind: 'pushed', atomic: false } : push;
}

async function makeCommit(ledger: Ledger, state: LedgerState, change: LedgerChange): Promise<string> {
  const first = state.tip === null ? ([[SCHEMA_PATH, stableJson({ schema: LEDGER_SCHEMA })]] as const) : [];
  const [sha] = await ledger.repository.commit([
    {
      parents: state.tip === null ? [] : [state.tip],
      content: { files: new Map([...first, ...change.files]) },
      // Two writers with equal content would make equal commits, and both would think that theirs was taken.
      message: `${change.message.trimEnd()}\n\nPitboss-Write: ${attemptMark(ledger.random)}\n`,
      author: ledger.identity,
      committer: ledger.identity,
      at: change.at,
    },
  ]);
  return sha ?? '';
}

function lostOnlyTheLedger(ledger: Ledger, push: PushOutcome): push is Extract<PushOutcome, { kind: 'stale' }> {
  return push.kind === 'stale' && push.refs.every((ref) => ref === ledger.ref);
}

function stillToPush(alongside: readonly RefUpdate[], done: readonly string[]): readonly RefUpdate[] {
  return alongside.filter(({ ref }) => !done.includes(ref));
}

function assertWritable(state: LedgerState, change: LedgerChange): void {
  const spoilt = state.problems.find(({ path }) => change.files.has(path));
  if (spoilt) {
    throw new PitbossError({
      code: 'ledger_file_unreadable',
      what: `Pitboss does not overwrite ${spoilt.path} on the ledger.`,
      why: `It could not be read as what it should be: ${spoilt.problem}.`,
      fix: 'Use a newer version of Pitboss if one wrote it; otherwise repair or remove the file on the ledger branch.',
    });
  }
}
