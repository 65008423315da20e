import { describe, expect, test } from '@jest/globals';
import { readEnvironment } from '../../src/app/environment.js';

const KEY = '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n';
const GOOD = { APP_ID: '7', PRIVATE_KEY: KEY, WEBHOOK_SECRET: 's3cret' };

function read(change: Record<string, string | undefined>, files: Record<string, string> = {}) {
  return readEnvironment({ ...GOOD, ...change }, (path) => {
    const content = files[path];
    if (content === undefined) {
      throw new TypeError(`no such file: ${path}`);
    }
    return content;
  });
}

describe('the environment', () => {
  test('has defaults for everything but identity', () => {
    expect(read({})).toEqual({
      ok: true,
      value: {
        appId: '7',
        privateKey: KEY,
        secret: 's3cret',
        baseUrl: 'https://api.github.com',
        host: 'localhost',
        port: 3000,
        webhookPath: '/api/github/webhooks',
        logLevel: 'info',
        logFormat: 'json',
        reconcileMs: 300_000,
      },
    });
  });

  test.each([
    [{ GITHUB_API_URL: 'http://127.0.0.1:5000/', GHE_HOST: 'ghe.test' }, 'http://127.0.0.1:5000'],
    [{ GHE_HOST: 'ghe.test' }, 'https://ghe.test/api/v3'],
    [{ GHE_HOST: '127.0.0.1:9', GHE_PROTOCOL: 'http' }, 'http://127.0.0.1:9/api/v3'],
  ])('%j leads to %s', (change, baseUrl) => {
    expect(read(change)).toMatchObject({ ok: true, value: { baseUrl } });
  });

  test.each([
    ['with \\n for line breaks', { PRIVATE_KEY: KEY.replaceAll('\n', '\\n') }],
    ['as base64', { PRIVATE_KEY: Buffer.from(KEY).toString('base64') }],
    ['from a file', { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: 'key.pem' }],
  ])('takes the key %s', (_name, change) => {
    expect(read(change, { 'key.pem': KEY })).toMatchObject({ ok: true, value: { privateKey: KEY } });
  });

  test.each([
    ['no id', { APP_ID: undefined }, 'APP_ID'],
    ['no key', { PRIVATE_KEY: '' }, 'PRIVATE_KEY'],
    ['a key that is none', { PRIVATE_KEY: 'abc' }, 'PEM'],
    ['a key file that is not there', { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: 'x' }, 'no such file'],
    ['a port that is none', { PORT: 'http' }, 'PORT'],
    ['the secret that Probot falls back to', { WEBHOOK_SECRET: 'development' }, 'WEBHOOK_SECRET'],
    ['no secret', { WEBHOOK_SECRET: undefined }, 'WEBHOOK_SECRET'],
  ])('refuses %s', (_name, change, named) => {
    const result = read(change);
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'bad_environment', why: expect.stringContaining(named) },
    });
  });

  test('names all that is wrong at once', () => {
    const result = read({ APP_ID: 'x', PORT: '-1' });
    expect(result.ok ? '' : result.error.why).toMatch(/APP_ID.*PORT/);
  });
});
