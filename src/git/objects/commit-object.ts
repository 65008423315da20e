import type { CommitInfo, Identity } from '../repository.js';

export type ParsedCommit = Omit<CommitInfo, 'sha'>;

/** Reads a commit object's content; headers that we do not use (signatures, encodings) are passed over. */
export function parseCommit(body: Buffer): ParsedCommit {
  const text = body.toString('utf8');
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const parents: string[] = [];
  let tree = '';
  let author: Identity = { name: '', email: '' };
  let committer = author;
  for (const line of head.split('\n')) {
    const space = line.indexOf(' ');
    const value = line.slice(space + 1);
    switch (line.slice(0, Math.max(0, space))) {
      case 'tree':
        tree = value;
        break;
      case 'parent':
        parents.push(value);
        break;
      case 'author':
        author = parseIdentity(value);
        break;
      case 'committer':
        committer = parseIdentity(value);
        break;
    }
  }
  return { tree, parents, message: end < 0 ? '' : text.slice(end + 2), author, committer };
}

export interface CommitParts {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  /** ISO 8601. */
  readonly at: string;
  /** Kept byte for byte. */
  readonly message: string;
}

/** A commit object's content, byte for byte as `git commit-tree` makes it from the same parts. */
export function formatCommit(parts: CommitParts): Buffer {
  const when = gitDate(parts.at);
  const lines = [
    `tree ${parts.tree}`,
    ...parts.parents.map((parent) => `parent ${parent}`),
    `author ${formatIdentity(parts.author)} ${when}`,
    `committer ${formatIdentity(parts.committer)} ${when}`,
  ];
  return Buffer.from(`${lines.join('\n')}\n\n${parts.message}`, 'utf8');
}

/** Seconds since the epoch and the zone that the instant was written in; `Z` and no zone are +0000. */
function gitDate(at: string): string {
  const zone = /([+-]\d\d):?(\d\d)$/.exec(at.slice(10));
  const seconds = Math.floor(Date.parse(at) / 1000);
  return `${seconds} ${zone === null ? '+0000' : `${zone[1]}${zone[2]}`}`;
}

function parseIdentity(value: string): Identity {
  const match = /^(.*?) ?<([^>]*)>/.exec(value);
  return { name: match?.[1] ?? '', email: match?.[2] ?? '' };
}

/** Names come from accounts: characters that would end the field or the line are dropped, as git does. */
function formatIdentity(identity: Identity): string {
  const clean = (text: string) => text.replaceAll(/[\p{Cc}<>]/gu, '').trim();
  return `${clean(identity.name) || 'unknown'} <${clean(identity.email)}>`;
}
