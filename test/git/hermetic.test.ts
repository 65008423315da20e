import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hermeticEnvironment } from '../../src/git/program/git-settings.js';
import { runGit } from '../../src/git/program/run-git.js';
import { parseRemote } from '../../src/git/remote/remote.js';
import { openTrustedRepository } from '../../src/git/trusted-repository.js';

/** A program called `git` that stands in for the real one, and a context that finds it. */
function fakeGit(root: string, body: string) {
  writeFileSync(join(root, 'git'), `#!/bin/sh\n${body}\n`);
  chmodSync(join(root, 'git'), 0o755);
  const env = hermeticEnvironment(root, {
    PATH: `${root}:${process.env.PATH}`,
    GIT_DIR: '/evil',
    SECRET: 'x',
    https_proxy: 'p',
  });
  return { gitDir: root, env, allowHttp: false, safe: [], onProcess: () => {} };
}

describe('every git process', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'pitboss-hermetic-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  test('sees an environment of ours alone', async () => {
    const { stdout } = await runGit(fakeGit(root, 'env'), { operation: 'testing', args: [] });
    const names = stdout
      .toString()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names).not.toContain('SECRET');
    expect(stdout.toString()).toContain(`GIT_DIR=${root}\n`);
    expect(stdout.toString()).toContain(`HOME=${root}\n`);
    expect(stdout.toString()).toContain('https_proxy=p\n');
    expect(names.filter((name) => name?.startsWith('GIT_')).sort()).toEqual([
      'GIT_ASKPASS',
      'GIT_ATTR_NOSYSTEM',
      'GIT_CONFIG_GLOBAL',
      'GIT_CONFIG_NOSYSTEM',
      'GIT_DIR',
      'GIT_NO_REPLACE_OBJECTS',
      'GIT_OPTIONAL_LOCKS',
      'GIT_TERMINAL_PROMPT',
    ]);
  });

  test('ends at its time limit, with everything it started', async () => {
    const result = await runGit(fakeGit(root, 'sleep 600 & sleep 600'), {
      operation: 'testing',
      args: [],
      timeoutMs: 50,
    });
    expect(result).toMatchObject({ code: null, timedOut: true });
  });

  test('may not print without bound', async () => {
    const run = runGit(fakeGit(root, 'while :; do echo 0123456789; done'), {
      operation: 'testing',
      args: [],
      maxBytes: 1000,
    });
    await expect(run).rejects.toMatchObject({ code: 'git_output_too_large' });
  });

  test('shows no secret in its errors', async () => {
    const result = await runGit(fakeGit(root, 'echo "bad hunter2 here" >&2; exit 3'), {
      operation: 'testing',
      args: [],
      secrets: ['hunter2'],
    });
    expect(result).toMatchObject({ code: 3, stderr: 'bad *** here\n' });
  });

  test('is missed with a reason', async () => {
    const env = { ...hermeticEnvironment(root, {}), PATH: root };
    const run = runGit(
      { gitDir: root, env, allowHttp: false, safe: [], onProcess: () => {} },
      { operation: 'testing', args: [] },
    );
    await expect(run).rejects.toMatchObject({ code: 'git_not_started' });
  });
});

describe('remotes', () => {
  test.each([
    ['git@github.com:o/r.git', 'git_bad_remote'],
    ['ext::sh -c evil', 'git_bad_remote'],
    ['https://user:pass@github.com/o/r', 'git_bad_remote'],
    ['http://github.com/o/r', 'git_bad_remote'],
    ['relative/path', 'git_bad_remote'],
    ['--upload-pack=evil', 'git_bad_remote'],
  ])('%s is refused', (address, code) => {
    expect(() => parseRemote(address, false)).toThrow(expect.objectContaining({ code }));
  });

  test('a password in an address is not repeated', () => {
    expect(() => parseRemote('https://user:hunter2@github.com/o/r', false)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    );
  });

  test('https, loopback http and absolute paths are fine', () => {
    expect(parseRemote('https://github.com/o/r.git', false)).toMatchObject({ kind: 'url', http: false });
    expect(parseRemote('http://127.0.0.1:1/o/r.git', false)).toMatchObject({ kind: 'url', http: true });
    expect(parseRemote('http://ghes.corp/o/r.git', true)).toMatchObject({ kind: 'url', http: true });
    expect(parseRemote('/home/me/r', false)).toEqual({ kind: 'path', address: '/home/me/r' });
  });
});

describe('credentials', () => {
  let root: string;
  let server: Server;
  const seen: (string | undefined)[] = [];
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'pitboss-credentials-'));
    seen.length = 0;
    server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response
        .writeHead(request.headers.authorization === undefined ? 401 : 403, { 'www-authenticate': 'Basic' })
        .end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    rmSync(root, { recursive: true, force: true });
    await new Promise((resolve) => server.close(resolve));
  });

  async function tipsWith(token: string | null) {
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const remote = `http://127.0.0.1:${port}/o/r.git`;
    const repository = await openTrustedRepository({
      gitDir: join(root, 'g.git'),
      remote,
      token: async () => token,
      env: process.env,
    });
    return repository.remoteTips(['refs/heads/main']);
  }

  test('travel with the request, stand nowhere on disk, and a refusal is told without them', async () => {
    const failure = await tipsWith('ghs_secret').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'git_remote_refused' });
    expect(String(failure)).not.toContain('ghs_secret');
    expect(seen).toContain(`Basic ${Buffer.from('x-access-token:ghs_secret').toString('base64')}`);
    expect(readFileSync(join(root, 'g.git/config'), 'utf8')).not.toContain('extraheader');
  });

  test('that are missing are not asked for at a terminal', async () => {
    await expect(tipsWith(null)).rejects.toMatchObject({ code: 'git_remote_refused' });
    expect(seen).toEqual([undefined]);
  });
});
