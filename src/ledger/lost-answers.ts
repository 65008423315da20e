import type { TrustedRepository } from '../git/repository.js';
import type { LedgerChange, LedgerState, LedgerWrite } from './ledger.js';
import { isRunPath } from './paths.js';

/** A commit that was pushed without anybody hearing what became of it. */
interface Sent {
  readonly tip: string;
  readonly files: LedgerChange['files'];
}

interface Looking {
  readonly read: () => Promise<LedgerState>;
  readonly readFile: TrustedRepository['readFile'];
}

/** Remembers the pushes whose answer got lost, so that a change that did arrive is not made twice, and not taken for somebody else's. */
export interface LostAnswers {
  note(change: LedgerChange, sent: Sent): void;
  /** What a change came to that was pushed before; null when it was not, or is not on the remote. */
  lookUp(change: LedgerChange, ledger: Looking): Promise<LedgerWrite | null>;
}

export function lostAnswers(): LostAnswers {
  const unsure = new WeakMap<LedgerChange, readonly Sent[]>();
  return {
    note(change, sent) {
      unsure.set(change, [...(unsure.get(change) ?? []), sent]);
    },
    async lookUp(change, ledger) {
      const sent = unsure.get(change);
      return sent === undefined ? null : arrived(sent, ledger);
    },
  };
}

async function arrived(sent: readonly Sent[], ledger: Looking): Promise<LedgerWrite | null> {
  try {
    const { tip } = await ledger.read();
    for (const each of tip === null ? [] : sent) {
      if (tip !== null && (tip === each.tip || (await holds(ledger, tip, each.files)))) {
        return { kind: 'written', tip, atomic: false };
      }
    }
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', push: { kind: 'unreachable', message } };
  }
}

/** Whether the run's own files stand there as they were sent, below what others wrote. Nobody else writes them, and each write has a time in it. */
async function holds({ readFile }: Looking, tip: string, files: LedgerChange['files']): Promise<boolean> {
  const own = [...files].filter(([path]) => isRunPath(path));
  const found = await Promise.all(own.map(([path]) => readFile(tip, path)));
  return own.length > 0 && own.every(([, text], index) => (found[index]?.toString('utf8') ?? null) === text);
}
