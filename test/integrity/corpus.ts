import { readdirSync, readFileSync } from 'node:fs';
import type { ChangedFile } from '../../src/integrity/finding.js';

export interface Case {
  readonly id: string;
  readonly language: string;
  /** Each entry names the rules of which one must fire; empty for a clean change. */
  readonly expected: readonly (readonly string[])[];
  readonly files: readonly ChangedFile[];
}

const ROOT = 'test/integrity/corpus';

/** Reads the cases of one part of the corpus; its form is described in corpus/README.md. */
export function readCorpus(part: 'dev' | 'held-out'): readonly Case[] {
  return readdirSync(`${ROOT}/${part}`)
    .sort()
    .flatMap((file) => readCases(readFileSync(`${ROOT}/${part}/${file}`, 'utf8'), file.replace(/\.txt$/, '')));
}

export function readCases(text: string, language: string): readonly Case[] {
  return text
    .split(/^(?==== )/m)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [head = '', ...lines] = part.trimEnd().split('\n');
      const [, id = '', labels = ''] = /^=== (\S+) : (.+)$/.exec(head) ?? [];
      const expected = labels.trim() === 'clean' ? [] : labels.split(',').map((label) => label.trim().split('/'));
      return { id, language, expected, files: readFiles(lines.join('\n')) };
    });
}

function readFiles(text: string): readonly ChangedFile[] {
  return text
    .split(/^--- /m)
    .slice(1)
    .map((part) => {
      const [path = '', ...lines] = part.trimEnd().split('\n');
      return { path, before: side(lines, '-'), after: side(lines, '+') };
    });
}

function side(lines: readonly string[], mark: '-' | '+'): string | null {
  const other = mark === '-' ? '+' : '-';
  if (lines.every((line) => line.startsWith(other))) {
    return null;
  }
  return `${lines
    .filter((line) => !line.startsWith(other))
    .map((line) => line.slice(1))
    .join('\n')}\n`;
}
