import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { filesWithSecrets, holdsSecret, secretForms } from '../../src/land/secret-scan.js';
import { inert } from '../../src/report/markdown.js';

const SECRET = 'sk-ant-api03-Zm9v/bar+baz?=~0123456789';
const forms = secretForms([SECRET]);
const dir = mkdtempSync(join(tmpdir(), 'pitboss-scan-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const base64 = (prefix: string, suffix = '') => Buffer.from(`${prefix}${SECRET}${suffix}`).toString('base64');
const urlSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

describe('a secret is found', () => {
  test.each([
    ['plain', SECRET],
    ['reversed', [...SECRET].reverse().join('')],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['in upper-case hexadecimal', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['in Base64', base64('')],
    ['in Base64 behind one byte', base64('x')],
    ['in Base64 behind two bytes', base64('xy')],
    ['in Base64 behind three bytes', base64('xyz')],
    ['in Base64 in the middle of a text', base64('export KEY=', '\nexport B=1\n')],
    ['in URL-safe Base64 behind two bytes', urlSafe(base64('xy', 'z'))],
  ])('%s', (_, text) => {
    expect(holdsSecret(Buffer.from(`before ${text} after`), forms)).toBe(true);
  });

  test('whatever the secret and the bytes around it, at each alignment', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 60 }),
        fc.uint8Array({ maxLength: 7 }),
        fc.uint8Array({ maxLength: 7 }),
        (secret, before, after) => {
          const text = Buffer.concat([before, Buffer.from(secret), after]).toString('base64');
          expect(holdsSecret(Buffer.from(text), secretForms([secret]))).toBe(true);
          expect(holdsSecret(Buffer.from(urlSafe(text)), secretForms([secret]))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a key of several lines', () => {
  const [first, second] = ['MIIEpAIBAAKCAQEA/first+line==', 'c2Vjb25kIGxpbmUgb2YgdGhlIGtleQ'];
  const key = `-----BEGIN RSA PRIVATE KEY-----\n${first}\n${second}\nshort==\n-----END RSA PRIVATE KEY-----\n`;
  const found = (text: string, secret = key) => holdsSecret(Buffer.from(text), secretForms([secret]));

  test.each([
    ['whole, without its last line end', key.trim()],
    ['as JSON', JSON.stringify({ key })],
    ['in Base64 without its last line end', Buffer.from(key.trim()).toString('base64')],
    ['in a single line of its own', `> ${second}`],
    ['with other line ends', key.replaceAll('\n', '\r\n')],
    ['with all line ends gone', key.replaceAll('\n', '')],
    ['as our Markdown writes it', inert(key)],
  ])('is found %s', (_, text) => {
    expect(found(text)).toBe(true);
  });

  test('is found by its lines when it was given in one line', () => {
    expect(found(`> ${second}`, key.replaceAll('\n', '\\n'))).toBe(true);
  });

  test('is not taken for every key, nor for its short lines', () => {
    expect(found('-----BEGIN RSA PRIVATE KEY-----\nshort==\n-----END RSA PRIVATE KEY-----')).toBe(false);
  });
});

test('a token is found as our Markdown writes it', () => {
  const token = 'ghs_0123456789_abcdef';
  expect(holdsSecret(Buffer.from(`> ${inert(token)}`), secretForms([token]))).toBe(true);
});

test('random data is never taken for a secret', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 200, maxLength: 4000 }), (bytes) => {
      const data = Buffer.from(bytes);
      expect(holdsSecret(data, forms)).toBe(false);
      expect(holdsSecret(Buffer.from(data.toString('base64')), forms)).toBe(false);
    }),
  );
});

test('values too short to be secrets are not searched for', () => {
  expect(secretForms(['', 'short', '1234567'])).toEqual([]);
});

describe('in files', () => {
  test('content, names and targets of links are searched; links are not followed', async () => {
    writeFileSync(join(dir, 'clean.txt'), 'nothing here');
    writeFileSync(join(dir, 'key.txt'), `x ${SECRET}`);
    writeFileSync(join(dir, 'sk-named-12345678'), '');
    symlinkSync('target-12345678', join(dir, 'pointing'));
    symlinkSync('/dev/zero', join(dir, 'endless'));
    const paths = ['clean.txt', 'key.txt', 'sk-named-12345678', 'pointing', 'endless'];
    const searched = secretForms([SECRET, 'sk-named-12345678', 'target-12345678']);
    expect(await filesWithSecrets(dir, paths, searched)).toEqual(['key.txt', 'sk-named-12345678', 'pointing']);
  });

  test('a secret that stands across two pieces of a large file is found', async () => {
    const filler = Buffer.alloc(1024 * 1024 - 10, 'x');
    writeFileSync(join(dir, 'large.bin'), Buffer.concat([filler, Buffer.from(SECRET), filler]));
    expect(await filesWithSecrets(dir, ['large.bin'], forms)).toEqual(['large.bin']);
  });

  test('a path that cannot be looked at counts as found', async () => {
    expect(await filesWithSecrets(dir, ['missing'], forms)).toEqual(['missing']);
  });
});
