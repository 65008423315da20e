import { fenced } from '../../base/fence.js';

/** What is known of a repository's files: never more than their names, and the beginnings of a few. */
export interface RepoFiles {
  /** Every file that git knows, by its path. */
  readonly paths: readonly string[];
  /** Bytes of the files at the top, where they are known. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Texts of `EXCERPTS` that are there. */
  readonly texts: ReadonlyMap<string, string>;
}

const MANIFESTS = [
  'Cargo.toml',
  'package.json',
  'pyproject.toml',
  'setup.py',
  'go.mod',
  'Gemfile',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'requirements.txt',
] as const;
const READMES = ['README.md', 'README', 'README.txt', 'README.rst'] as const;

/** Files at the top that an overview shows the beginning of. */
export const EXCERPTS: readonly string[] = [...MANIFESTS, ...READMES];

/** Entries at the top that are listed, and characters of one file that are shown. */
const MOST_ENTRIES = 80;
const EXCERPT = 4_000;

/** An overview for the planner: what stands at the top, what the project is built with, what it says about itself. */
export function repoSummary(files: RepoFiles): string {
  if (files.paths.length === 0) {
    return 'The repository is empty.';
  }
  return [
    `## Top-level entries (${files.paths.length} files in all)\n\n${entries(files)}`,
    ...excerpts('Package manifests', MANIFESTS, files),
    ...excerpts('Top-level READMEs', READMES, files),
  ].join('\n\n');
}

function entries({ paths, sizes }: RepoFiles): string {
  const below = new Map<string, number>();
  for (const path of paths) {
    const slash = path.indexOf('/');
    const name = slash === -1 ? path : `${path.slice(0, slash)}/`;
    below.set(name, (below.get(name) ?? 0) + 1);
  }
  const names = [...below].filter(([name]) => !name.startsWith('.') || name === '.gitignore').sort(byName);
  const lines = names.slice(0, MOST_ENTRIES).map(([name, count]) => `- ${oneLine(name)}${note(name, count, sizes)}`);
  const omitted = names.length - lines.length;
  return [...lines, ...(omitted > 0 ? [`- … and ${omitted} more`] : [])].join('\n');
}

function note(name: string, count: number, sizes: RepoFiles['sizes']): string {
  if (name.endsWith('/')) {
    return ` (${count} ${count === 1 ? 'file' : 'files'})`;
  }
  const size = sizes.get(name);
  return size === undefined ? '' : ` (${size} bytes)`;
}

function excerpts(title: string, wanted: readonly string[], { texts }: RepoFiles): readonly string[] {
  const found = wanted.flatMap((name) => {
    const text = texts.get(name);
    return text === undefined ? [] : [`### ${name}\n\n${fenced(head(text))}`];
  });
  return found.length === 0 ? [] : [`## ${title}`, ...found];
}

/** The beginning of a text, in whole characters. */
function head(text: string): string {
  if (text.length <= EXCERPT) {
    return text;
  }
  const end = /[\uD800-\uDBFF]/.test(text.charAt(EXCERPT - 1)) ? EXCERPT - 1 : EXCERPT;
  return `${text.slice(0, end)}\n[… ${text.length - end} characters left out …]`;
}

function byName([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return a < b ? -1 : 1;
}

function oneLine(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 200);
}
