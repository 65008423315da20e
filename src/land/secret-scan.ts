import { createReadStream } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { inert } from '../report/markdown.js';

/** Values shorter than this are too common to search for. */
const SHORTEST = 8;

/** A line of a longer secret counts as one itself from this length on; a shorter one could stand anywhere. */
const SHORTEST_LINE = 16;

/** The frame of a PEM key: the same for all keys, and found in many sources that only speak of keys. */
const FRAME = /^-----(?:BEGIN|END) [A-Z0-9 ]+-----$/;

/**
 * Every form in which a known secret is searched, the longest first: itself, reversed, hexadecimal, URL-encoded and the three
 * Base64 alignments. It and, where it has several lines, each long one are also searched as JSON and as our Markdown writes them.
 */
export function secretForms(secrets: readonly string[]): readonly Buffer[] {
  const forms = new Set<string>();
  for (const given of secrets) {
    const lines = linesOf(given);
    // Whoever quotes a file leaves out the line end behind it.
    const secret = lines.length > 1 ? given.trim() : given;
    if (secret.length >= SHORTEST) {
      for (const form of [...encodings(secret), ...writings(secret), ...keyLines(lines).flatMap(writings)]) {
        forms.add(form);
      }
    }
  }
  return [...forms].sort((a, b) => b.length - a.length).map((form) => Buffer.from(form));
}

/** A key in one line, as settings often want it, has its line ends written as `\n`. */
function linesOf(secret: string): readonly string[] {
  return secret.split(/\r?\n|\\n/);
}

function keyLines(lines: readonly string[]): readonly string[] {
  const trimmed = lines.length > 1 ? lines.map((line) => line.trim()) : [];
  return trimmed.filter((line) => line.length >= SHORTEST_LINE && !FRAME.test(line));
}

function writings(text: string): readonly string[] {
  return [text, JSON.stringify(text).slice(1, -1), inert(text)];
}

function encodings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const reversed = [...secret].reverse().join('');
  return [reversed, hex, hex.toUpperCase(), encodeURIComponent(secret), ...base64Cores(bytes)];
}

/** The part of the Base64 text that does not depend on the bytes around the secret, for each alignment. */
function base64Cores(bytes: Buffer): readonly string[] {
  const cores: string[] = [];
  for (const shift of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const start = shift === 0 ? 0 : shift + 1;
    const usable = text.slice(start, text.length - (((bytes.length + shift) * 8) % 6 === 0 ? 0 : 1));
    cores.push(usable, usable.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return cores;
}

export function holdsSecret(content: Buffer, forms: readonly Buffer[]): boolean {
  return forms.some((form) => content.includes(form));
}

/**
 * Changed paths below `dir` that hold one of the forms in their content, link target or name. A path that cannot be looked at
 * counts as found. Files are read one at a time, in pieces; links are never followed.
 */
export async function filesWithSecrets(
  dir: string,
  paths: readonly string[],
  forms: readonly Buffer[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of forms.length === 0 ? [] : paths) {
    if (holdsSecret(Buffer.from(path), forms) || (await pathHoldsSecret(join(dir, path), forms))) {
      found.push(path);
    }
  }
  return found;
}

async function pathHoldsSecret(path: string, forms: readonly Buffer[]): Promise<boolean> {
  const stat = await lstat(path).catch(() => null);
  if (stat?.isSymbolicLink()) {
    return holdsSecret(await readlink(path, 'buffer'), forms);
  }
  return stat === null || (stat.isFile() && (await contentHoldsSecret(path, forms).catch(() => true)));
}

/** Bytes read at a time. */
const PIECE = 1024 * 1024;

async function contentHoldsSecret(path: string, forms: readonly Buffer[]): Promise<boolean> {
  const overlap = Math.max(...forms.map((form) => form.length)) - 1;
  let rest = Buffer.alloc(0);
  for await (const piece of createReadStream(path, { highWaterMark: PIECE })) {
    const content = Buffer.concat([rest, piece]);
    if (holdsSecret(content, forms)) {
      return true;
    }
    rest = content.subarray(Math.max(0, content.length - overlap));
  }
  return false;
}
