import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { type Canary, type Effect, nameOf, type PoisonPath, type PoisonTarget } from './poison.js';
import { setTrap } from './trap.js';

/** How one path showed that it was noticed. */
export interface Fired {
  readonly name: string;
  readonly effects: readonly Effect[];
}

export interface PoisonedRun {
  readonly fired: readonly Fired[];
  /** Model requests that reached our server. */
  readonly requests: number;
  /** Paths of the tree that are not what they were. */
  readonly changed: readonly string[];
}

/** Starts the CLI once in a tree with these paths in it, and looks at what came of each of them. */
export async function poisonedRun(
  binary: string,
  start: PoisonTarget['ours'],
  paths: readonly PoisonPath[],
): Promise<PoisonedRun> {
  const folder = await mkdtemp(join(tmpdir(), 'pitboss-poison-'));
  const trap = await setTrap();
  try {
    const marks = join(folder, 'marks');
    const tree = join(folder, 'around', 'tree');
    const scratch = join(folder, 'scratch');
    await Promise.all([marks, tree, scratch].map((path) => mkdir(path, { recursive: true })));
    const planted = paths.map((path, id) => ({ path, id, canary: canaryOf(id, marks, trap.url(id)) }));
    await plant(tree, marks, Object.assign({}, ...planted.map(({ path, canary }) => filesFor(path, canary))));
    const before = await filesOf(tree);
    const bodies = await start({ binary, tree, scratch, forbidden: 'node forbidden.cjs', nested: 'nested/file.txt' });
    const marked = new Set(await readdir(marks));
    const after = await filesOf(tree);
    const effectsOf = ({ path, id, canary }: (typeof planted)[number]): readonly Effect[] => [
      ...(bodies.some((body) => body.includes(canary.word)) ? (['read'] as const) : []),
      ...(marked.has(String(id)) ? (['code'] as const) : []),
      ...(trap.caught(id) ? (['redirect'] as const) : []),
      ...(path.effect === 'rights' && marked.has('forbidden') ? (['rights'] as const) : []),
    ];
    return {
      fired: planted
        .map((each) => ({ name: nameOf(each.path), effects: effectsOf(each) }))
        .filter(({ effects }) => effects.length > 0),
      requests: bodies.length,
      changed: [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)),
    };
  } finally {
    await trap.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Batches in which no two paths need the same file. */
export function batches(paths: readonly PoisonPath[]): readonly (readonly PoisonPath[])[] {
  const all: { readonly paths: PoisonPath[]; readonly files: Set<string> }[] = [];
  for (const path of paths) {
    const files = Object.keys(filesFor(path, canaryOf(0, '/marks', 'http://127.0.0.1')));
    const free = all.find((batch) => files.every((file) => !batch.files.has(file)));
    const batch = free ?? { paths: [], files: new Set<string>() };
    batch.paths.push(path);
    for (const file of files) {
      batch.files.add(file);
    }
    if (free === undefined) {
      all.push(batch);
    }
  }
  return all.map((batch) => batch.paths);
}

function canaryOf(id: number, marks: string, url: string): Canary {
  const argv = ['touch', join(marks, String(id))] as const;
  return { word: `canary-word-${id}-of-the-tree`, command: argv.join(' '), argv, url };
}

function filesFor(path: PoisonPath, canary: Canary): Readonly<Record<string, string>> {
  return { [path.path]: path.content(canary), ...path.also?.(canary) };
}

/** A committed tree: some settings count only while git does not know them, and the others are what a pull request brings. */
async function plant(tree: string, marks: string, files: Readonly<Record<string, string>>): Promise<void> {
  const all = {
    'forbidden.cjs': `require('fs').writeFileSync(${JSON.stringify(join(marks, 'forbidden'))}, '')`,
    'nested/file.txt': 'a file\n',
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    const file = join(tree, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { mode: 0o755 });
  }
  const git = (...args: string[]) =>
    promisify(execFile)('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: tree });
  await git('init', '-q');
  await git('add', '--force', '.', ':!*.local.json');
  await git('commit', '-q', '--no-verify', '-m', 'base');
}

async function filesOf(tree: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const own = files.map((file) => relative(tree, file)).filter((path) => !path.startsWith('.git/'));
  return new Map(await Promise.all(own.map(async (path) => [path, await readFile(join(tree, path), 'utf8')] as const)));
}
