import { ok } from '../base/result.js';
import { commitMessage } from '../git/commit-message.js';
import { DEFERRED_PATH, REJECTED_PATH, SCRATCHPAD_PATH, SUMMARY_PATH } from '../run/document-paths.js';
import { groundOf } from '../run/units/ground.js';
import { messageFacts } from './land-unit.js';
import { isoNow, type LandPorts } from './run-files.js';
import type { UnfinishedUnit } from './save-unit.js';
import { filesWithSecrets, holdsSecret, secretForms } from './secret-scan.js';
import { trySnapshot } from './try-snapshot.js';

export type WipCommit =
  | { readonly kind: 'made'; readonly sha: string }
  /** A known secret stands in it, so it must not leave the machine. */
  | { readonly kind: 'secret' }
  | { readonly kind: 'unreadable' };

/** A commit of the tree as it stands, with the working documents, on top of what the unit builds on. Nothing is pushed. */
export async function wipCommit(ports: LandPorts, unit: UnfinishedUnit): Promise<WipCommit> {
  const { record } = unit.before;
  const base = groundOf(record, unit.order);
  const snapshot =
    unit.snapshot === undefined ? await trySnapshot(ports.repository, base, unit.dir) : ok(unit.snapshot);
  if (!snapshot.ok) {
    return { kind: 'unreadable' };
  }
  const paths = snapshot.value.changes.filter((change) => change.status !== 'D').map((change) => change.path);
  const forms = secretForms(ports.secrets);
  const { session } = unit.progress;
  const written = [unit.progress.deferred, unit.rejectedDeferred, session?.scratchpad, session?.summary];
  const documents = Buffer.from(written.map((text) => text ?? '').join('\n'));
  if (holdsSecret(documents, forms) || (await filesWithSecrets(unit.dir, paths, forms)).length > 0) {
    return { kind: 'secret' };
  }
  const files = new Map<string, string>([[DEFERRED_PATH, unit.progress.deferred]]);
  if (unit.rejectedDeferred !== undefined) {
    files.set(REJECTED_PATH, unit.rejectedDeferred);
  }
  if (session !== undefined) {
    files.set(SCRATCHPAD_PATH, session.scratchpad);
    files.set(SUMMARY_PATH, session.summary);
  }
  const subject = `[pitboss] unfinished ${unit.order.unit} at stage ${unit.progress.stage}`;
  const [sha] = await ports.repository.commit([
    {
      parents: [base],
      content: { tree: snapshot.value.tree, files },
      message: commitMessage({ subject, ...messageFacts(record, unit.order) }),
      author: ports.identity,
      committer: ports.identity,
      at: isoNow(ports.clock),
    },
  ]);
  return sha === undefined ? { kind: 'unreadable' } : { kind: 'made', sha };
}
