export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601 in UTC. */
  readonly date: string;
}

export interface CommitData {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export function parseCommit(sha: string, content: Buffer): CommitData {
  const text = content.toString('utf8');
  const split = text.indexOf('\n\n');
  const lines = text.slice(0, split).split('\n');
  const values = (name: string): string[] =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    sha,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: parseSignature(values('author')[0] ?? ''),
    committer: parseSignature(values('committer')[0] ?? ''),
    message: text.slice(split + 2).replace(/\n$/, ''),
  };
}

function parseSignature(line: string): Signature {
  const match = /^(.*?) ?<(.*)> (-?\d+) ([+-]\d{4})$/.exec(line);
  const seconds = Number(match?.[3] ?? 0);
  return {
    name: match?.[1] ?? '',
    email: match?.[2] ?? '',
    date: `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`,
  };
}

/** The object's content. Dates keep their own offset where the input names one, as GitHub does. */
export function printCommit(commit: Omit<CommitData, 'sha'>): Buffer {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${printSignature(commit.author)}`,
    `committer ${printSignature(commit.committer)}`,
    '',
    commit.message,
  ];
  return Buffer.from(lines.join('\n'));
}

function printSignature(signature: Signature): string {
  const seconds = Math.floor(Date.parse(signature.date) / 1000);
  const offset = /([+-]\d\d):?(\d\d)$/.exec(signature.date);
  const clean = (text: string): string => text.replace(/[<>\n]/g, '').trim();
  const zone = offset === null ? '+0000' : `${offset[1]}${offset[2]}`;
  return `${clean(signature.name)} <${clean(signature.email)}> ${seconds} ${zone}`;
}
