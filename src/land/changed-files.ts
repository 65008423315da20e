import type { Change, Snapshot, TrustedRepository } from '../git/repository.js';
import {
  BOUNDS,
  type ChangeSet,
  concernsTests,
  isCentral,
  type Unread,
  unreadableText,
} from '../integrity/change-set.js';
import type { ChangedFile } from '../integrity/finding.js';

type Reader = Pick<TrustedRepository, 'readFile'>;

type Side =
  | { readonly kind: 'text'; readonly text: string }
  /** Not there, or a link or nested repository: nothing that is ever followed. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unread'; readonly why: string };

/**
 * Both texts of the changed files that can concern tests, from git objects: no link is followed, and the working tree is not read.
 * Tests and their settings come first, so that many other files cannot crowd them out.
 */
export async function changedFiles(repository: Reader, base: string, snapshot: Snapshot): Promise<ChangeSet> {
  const files: ChangedFile[] = [];
  const unread: Unread[] = [];
  let left: number = BOUNDS.totalBytes;
  for (const change of inOrder(snapshot.changes)) {
    const [before, after] = [
      await side(repository, base, change.path, left),
      await side(repository, snapshot.tree, change.path, left),
    ];
    if (before.kind === 'unread' || after.kind === 'unread') {
      const why = after.kind === 'unread' ? after.why : before.kind === 'unread' ? before.why : '';
      unread.push({
        path: change.path,
        why,
        hidden: before.kind === 'text' && after.kind === 'unread' && why !== OVERALL,
      });
      continue;
    }
    left -= sizeOf(before) + sizeOf(after);
    files.push({ path: change.path, before: textOf(before), after: textOf(after) });
  }
  return { files, unread };
}

const OVERALL = 'lies beyond what is read of one change';

function inOrder(changes: readonly Change[]): readonly Change[] {
  const relevant = changes.filter(({ path }) => concernsTests(path));
  const rank = ({ path, status }: Change): number => (isCentral(path) ? 0 : 2) + (status === 'A' ? 1 : 0);
  return relevant.toSorted((a, b) => rank(a) - rank(b));
}

async function side(repository: Reader, commit: string, path: string, left: number): Promise<Side> {
  const content = await repository.readFile(commit, path);
  if (content === null) {
    return { kind: 'absent' };
  }
  if (content.length > BOUNDS.fileBytes) {
    return { kind: 'unread', why: 'is too large' };
  }
  if (content.length > left) {
    return { kind: 'unread', why: OVERALL };
  }
  const text = content.toString('utf8').replaceAll('\r\n', '\n');
  const why = unreadableText(text);
  return why === null ? { kind: 'text', text } : { kind: 'unread', why };
}

function textOf(one: Side): string | null {
  return one.kind === 'text' ? one.text : null;
}

function sizeOf(one: Side): number {
  return one.kind === 'text' ? one.text.length : 0;
}
