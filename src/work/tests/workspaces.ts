import { load } from 'js-yaml';
import { z } from 'zod';
import {
  hasTests,
  type PackageJson,
  type PackageManager,
  packageManagerOf,
  readPackageJson,
  scriptOf,
} from './package-json.js';
import type { Probe } from './probe.js';
import type { TestCommand } from './test-command.js';

/** Packages beyond this many, and folders further down than this, are not looked at. */
const MOST_PACKAGES = 200;
const DEEPEST = 4;
const MOST_LOOKS = 5_000;

const pnpmSchema = z.looseObject({ packages: z.array(z.string()) });

export interface WorkspacePackage {
  readonly folder: string;
  readonly file: PackageJson;
}

/** The packages of a workspace, sorted by folder; none where the project is no workspace. */
export async function workspacePackages(files: Probe, root: PackageJson): Promise<readonly WorkspacePackage[]> {
  const patterns = [...root.workspaces, ...(await pnpmPatterns(files))];
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = patterns.flatMap((pattern) => (pattern.startsWith('!') ? [matcher(pattern.slice(1))] : []));
  const folders = new Set<string>();
  const search: Search = { files, looks: MOST_LOOKS };
  for (const pattern of wanted) {
    for (const folder of await expand(search, '.', parts(pattern))) {
      if (folders.size < MOST_PACKAGES && !unwanted.some((rule) => rule.test(folder))) {
        folders.add(folder);
      }
    }
  }
  const found: WorkspacePackage[] = [];
  for (const folder of [...folders].sort()) {
    const file = await readPackageJson(files, folder);
    if (file !== null) {
      found.push({ folder, file });
    }
  }
  return found;
}

/** The command that runs the packages' tests where the root has no test script of its own; null when no package has tests. */
export async function workspaceTests(files: Probe, root: PackageJson): Promise<TestCommand | null> {
  const packages = await workspacePackages(files, root);
  const tested = packages.filter(({ file }) => hasTests(file));
  if (tested.length === 0) {
    return null;
  }
  const placeholders = packages.some(({ file }) => scriptOf(file, 'test') !== null && !hasTests(file));
  if (placeholders) {
    // A placeholder fails, so the packages that have tests are named one by one; npm can do that in any kind of workspace.
    const named = tested.map(({ folder }) => `--workspace=${folder}`);
    return { argv: ['npm', 'test', ...named], label: `npm test in ${tested.length} packages` };
  }
  return inAll(await packageManagerOf(files, root), await modernYarn(files, root));
}

function inAll(manager: PackageManager, modern: boolean): TestCommand {
  switch (manager) {
    case 'pnpm':
      return { argv: ['pnpm', '--recursive', '--if-present', 'run', 'test'], label: 'pnpm --recursive test' };
    case 'bun':
      return { argv: ['bun', 'run', '--filter', '*', 'test'], label: 'bun test in all packages' };
    case 'yarn':
      if (modern) {
        return { argv: ['yarn', 'workspaces', 'foreach', '--all', 'run', 'test'], label: 'yarn workspaces test' };
      }
      // The classic one fails at the first package without a script; npm passes over it.
      return { argv: ['npm', 'test', '--workspaces', '--if-present'], label: 'npm test --workspaces' };
    case 'npm':
      return { argv: ['npm', 'test', '--workspaces', '--if-present'], label: 'npm test --workspaces' };
  }
}

async function modernYarn(files: Probe, root: PackageJson): Promise<boolean> {
  return /^yarn@[2-9]/.test(root.packageManager) || (await files.isFile('.yarnrc.yml'));
}

async function pnpmPatterns(files: Probe): Promise<readonly string[]> {
  const text = await files.read('pnpm-workspace.yaml');
  try {
    return text === null ? [] : (pnpmSchema.safeParse(load(text)).data?.packages ?? []);
  } catch {
    return [];
  }
}

function parts(pattern: string): readonly string[] {
  return pattern.split('/').filter((part) => part !== '' && part !== '.');
}

interface Search {
  readonly files: Probe;
  /** Folders that may still be looked at. */
  looks: number;
}

/** Folders that a pattern of whole names and stars means; `**` reaches a few levels down. Never upwards. */
async function expand(
  search: Search,
  folder: string,
  pattern: readonly string[],
  depth = 0,
): Promise<readonly string[]> {
  const [part, ...rest] = pattern;
  if (part === undefined) {
    return folder === '.' ? [] : [folder];
  }
  search.looks -= 1;
  if (part === '..' || depth > DEEPEST || search.looks < 0) {
    return [];
  }
  const { files } = search;
  const below = (name: string) => (folder === '.' ? name : `${folder}/${name}`);
  if (!part.includes('*')) {
    return (await files.isFolder(below(part))) ? expand(search, below(part), rest, depth + 1) : [];
  }
  const deep = part === '**';
  const found = deep ? [...(await expand(search, folder, rest, depth + 1))] : [];
  const rule = matcher(deep ? '*' : part);
  for (const name of await files.names(folder)) {
    const hidden = name.startsWith('.') || name === 'node_modules';
    if (!hidden && rule.test(name) && (await files.isFolder(below(name)))) {
      found.push(...(await expand(search, below(name), deep ? pattern : rest, depth + 1)));
    }
  }
  return found;
}

/** More stars than this in one pattern would make matching slow, and nobody needs them. */
const MOST_STARS = 3;
const NOTHING = /^(?!)/;

/** A pattern of names and stars as a regular expression. */
function matcher(pattern: string): RegExp {
  const pieces = parts(pattern)
    .join('/')
    .split(/(\*\*|\*)/);
  if (pieces.filter((piece) => piece.startsWith('*')).length > MOST_STARS) {
    return NOTHING;
  }
  const text = pieces.map((piece) => {
    const star = piece === '**' ? '.*' : piece === '*' ? '[^/]*' : null;
    return star ?? piece.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${text.join('')}$`);
}
