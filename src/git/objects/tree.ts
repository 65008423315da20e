import { PitbossError } from '../../base/pitboss-error.js';

/** One line of one tree object. `name` holds raw bytes as Latin-1, so that names that are not UTF-8 survive. */
export interface TreeItem {
  /** Six octal digits, as `git ls-tree` prints them. */
  readonly mode: string;
  readonly name: string;
  readonly sha: string;
}

export const MODE_TREE = '040000';
export const MODE_FILE = '100644';
export const MODE_EXECUTABLE = '100755';
const MODE_LINK = '120000';
export const MODE_GITLINK = '160000';
export const MODE_ABSENT = '000000';

/** Items of a tree object's content. */
export function parseTree(body: Buffer): readonly TreeItem[] {
  const items: TreeItem[] = [];
  let at = 0;
  while (at < body.length) {
    const space = body.indexOf(0x20, at);
    const nul = body.indexOf(0, space + 1);
    if (space < 0 || nul < 0 || nul + 21 > body.length) {
      throw damagedTree();
    }
    items.push({
      mode: canonicalMode(body.toString('latin1', at, space)),
      name: body.toString('latin1', space + 1, nul),
      sha: body.toString('hex', nul + 1, nul + 21),
    });
    at = nul + 21;
  }
  return items;
}

/** A tree object's content; git orders directories as if their names ended in a slash. */
export function formatTree(items: readonly TreeItem[]): Buffer {
  const sorted = [...items].sort((a, b) => compare(sortName(a), sortName(b)));
  return Buffer.concat(
    sorted.flatMap((item) => [
      Buffer.from(`${item.mode.replace(/^0+/, '')} ${item.name}\0`, 'latin1'),
      Buffer.from(item.sha, 'hex'),
    ]),
  );
}

/** A path's segments as a tree names them. */
export function pathSegments(path: string): readonly string[] {
  return path.split('/').map((segment) => Buffer.from(segment, 'utf8').toString('latin1'));
}

/** A path for people and programs; bytes that are not UTF-8 become U+FFFD. */
export function readablePath(rawPath: string): string {
  return Buffer.from(rawPath, 'latin1').toString('utf8');
}

/** Old repositories hold group-writable modes and the like; git reads them as one of five, and so do we. */
function canonicalMode(octal: string): string {
  const mode = Number.parseInt(octal, 8);
  switch (mode & 0o170000) {
    case 0o040000:
      return MODE_TREE;
    case 0o120000:
      return MODE_LINK;
    case 0o100000:
      return (mode & 0o100) === 0 ? MODE_FILE : MODE_EXECUTABLE;
    default:
      return MODE_GITLINK;
  }
}

function sortName(item: TreeItem): string {
  return item.mode === MODE_TREE ? `${item.name}/` : item.name;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function damagedTree(): PitbossError {
  return new PitbossError({
    code: 'git_object_damaged',
    what: 'A tree object of the repository is damaged.',
    why: 'Its content ends in the middle of an entry.',
    fix: 'Run `git fsck` on the repository and restore it from a good copy.',
  });
}
