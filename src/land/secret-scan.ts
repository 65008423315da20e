import { readFile } from 'node:fs/promises';
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

/** Changed files below `dir` that hold one of the forms in their content or name. Files are read one at a time. */
export async function filesWithSecrets(
  dir: string,
  paths: readonly string[],
  forms: readonly Buffer[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of forms.length === 0 ? [] : paths) {
    const content = await readFile(join(dir, path)).catch(() => Buffer.alloc(0));
    if (holdsSecret(content, forms) || holdsSecret(Buffer.from(path), forms)) {
      found.push(path);
    }
  }
  return found;
}
