import { posix } from 'node:path';
import type { Finding } from './finding.js';
import { resolveImport } from './import-rules.js';
import { isFunction, type SourceFile, type SyntaxNode } from './source-file.js';

const MAX_FILE_LINES = 250;
const MAX_FUNCTION_LINES = 60;
const MAX_FILES_PER_FOLDER = 15;
const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;
/** Functions that are read one by one, like the methods of a class; an arrow inside a function is part of its text. */
const PARTS = ['FunctionDeclaration', 'MethodProperty', 'ClassMethod', 'Constructor'];

/** Names and sizes of files and functions. */
export function shapeRules(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const odd = file.path.split('/').find((part) => !KEBAB_CASE.test(part));
  if (odd !== undefined) {
    findings.push({ path: file.path, line: 1, rule: 'kebab-case', message: `${odd} is not in kebab-case` });
  }
  const count = file.text.replace(/\n$/, '').split('\n').length;
  if (count > MAX_FILE_LINES) {
    const message = `has ${count} lines; a file holds one idea in at most ${MAX_FILE_LINES}`;
    findings.push({ path: file.path, line: MAX_FILE_LINES + 1, rule: 'file-length', message });
  }
  return file.path.startsWith('test/') ? findings : [...findings, ...longFunctions(file)];
}

interface Extent {
  readonly first: number;
  readonly last: number;
}

function longFunctions(file: SourceFile): Finding[] {
  const extent = (node: SyntaxNode) => ({ first: file.lineOf(node), last: file.endLineOf(node) });
  const parts = file.nodes.filter((node) => PARTS.includes(node.type)).map(extent);
  return file.nodes.filter(isFunction).flatMap((node) => {
    const whole = extent(node);
    const count = ownLines(whole, parts);
    const message = `is a function of ${count} lines; at most ${MAX_FUNCTION_LINES}`;
    return count > MAX_FUNCTION_LINES ? [{ path: file.path, line: whole.first, rule: 'function-length', message }] : [];
  });
}

/** Lines of a function without those of the functions that it holds as parts. */
function ownLines(whole: Extent, parts: readonly Extent[]): number {
  const inside = parts.filter((part) => part.first > whole.first && part.last <= whole.last);
  const covered = new Set(inside.flatMap((part) => range(part)));
  return whole.last - whole.first + 1 - covered.size;
}

function range({ first, last }: Extent): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}

/** Folders under `src/` that hold too much to take in at a glance. */
export function folderRules(files: readonly SourceFile[]): Finding[] {
  const counts = new Map<string, number>();
  for (const file of files.filter((entry) => entry.path.startsWith('src/'))) {
    const folder = posix.dirname(file.path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > MAX_FILES_PER_FOLDER)
    .map(([path, count]) => ({
      path,
      line: 1,
      rule: 'folder-size',
      message: `holds ${count} files; at most ${MAX_FILES_PER_FOLDER}`,
    }));
}

/** Exported functions, constants and classes of `src/` that no other file and no test imports. */
export function unusedExports(files: readonly SourceFile[]): Finding[] {
  const used = new Map<string, Set<string>>();
  for (const file of files) {
    for (const edge of file.imports) {
      const target = resolveImport(file.path, edge.specifier);
      if (target !== null) {
        const names = used.get(target) ?? new Set();
        used.set(target, new Set([...names, ...edge.names]));
      }
    }
  }
  return files
    .filter((file) => file.path.startsWith('src/') && !used.get(file.path)?.has('*'))
    .flatMap((file) =>
      file.exports
        .filter((exported) => !used.get(file.path)?.has(exported.name))
        .map(({ name, line }) => ({
          path: file.path,
          line,
          rule: 'unused-export',
          message: `nothing imports ${name}`,
        })),
    );
}
