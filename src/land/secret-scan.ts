import { createReadStream } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Values shorter than this are too common to search for. */
const SHORTEST = 8;

/** Every form in which a known secret is searched: itself, reversed, hexadecimal, URL-encoded and the three Base64 alignments. */
export function secretForms(secrets: readonly string[]): readonly Buffer[] {
  const forms = new Set<string>();
  for (const secret of secrets.filter((value) => value.length >= SHORTEST)) {
    const bytes = Buffer.from(secret);
    forms.add(secret);
    forms.add([...secret].reverse().join(''));
    forms.add(bytes.toString('hex'));
    forms.add(bytes.toString('hex').toUpperCase());
    forms.add(encodeURIComponent(secret));
    for (const form of base64Cores(bytes)) {
      forms.add(form);
    }
  }
  return [...forms].map((form) => Buffer.from(form));
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
  return stat === null || (stat.isFile() && (await contentHoldsSecret(path, forms)));
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
