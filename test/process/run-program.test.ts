import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { newMarker, observe, script, temporaryFolder } from './programs.js';

describe('a program that ends by itself', () => {
  test('gives its exit code and its lines, stream by stream', async () => {
    const result = await observe(script('console.log("one\\r\\ntwo"); console.error("three"); process.exitCode = 7'));
    expect(result.exit).toEqual({ kind: 'exited', code: 7 });
    expect(result.stdout).toEqual(['one', 'two']);
    expect(result.stderr).toEqual(['three']);
    expect([result.stdoutBytes, result.stderrBytes, result.strays]).toEqual([9, 6, 0]);
  });

  test('gives the signal that ended it', async () => {
    const result = await observe(script('process.kill(process.pid, "SIGQUIT"); setInterval(() => {}, 1000)'));
    expect(result.exit).toEqual({ kind: 'signalled', signal: 'SIGQUIT' });
  });

  test('has exactly the environment it was given, and the marker', async () => {
    const marker = newMarker();
    const env = { PATH: '/usr/bin:/bin', LANG: 'C' };
    const result = await observe(['env'], { env, marker });
    expect(result.stdout.sort()).toEqual(['LANG=C', 'PATH=/usr/bin:/bin', `PITBOSS_MARKER=${marker}`]);
  });

  test('has arguments that no shell has seen', async () => {
    const result = await observe(['printf', '%s\n', '$HOME; ls *']);
    expect(result.stdout).toEqual(['$HOME; ls *']);
  });

  test('may write to its output by name', async () => {
    const result = await observe(['sh', '-c', 'echo one > /dev/stderr; echo two > /dev/stdout']);
    expect(result.exit).toEqual({ kind: 'exited', code: 0 });
    expect([result.stdout, result.stderr]).toEqual([['two'], ['one']]);
  });

  test('may die in the middle of a line', async () => {
    const result = await observe(script('process.stdout.write("whole\\nhalf", () => process.kill(process.pid, 9))'));
    expect(result.exit).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
    expect(result.stdout).toEqual(['whole', 'half']);
  });

  test('may write what is not UTF-8', async () => {
    const result = await observe(script('process.stdout.write(Buffer.from([0x61, 0xff, 0x62, 0x0a, 0x63, 0x0a]))'));
    expect(result.exit).toEqual({ kind: 'exited', code: 0 });
    expect(result.stdout).toEqual(['a\uFFFDb', 'c']);
  });
});

describe('standard input', () => {
  test('is the content of a file', async () => {
    const file = join(await temporaryFolder(), 'prompt');
    const lines = Array.from({ length: 16_384 }, (_, index) => `line ${index}`);
    await writeFile(file, `${lines.join('\n')}\n`);
    const result = await observe(['cat'], { stdin: { file } });
    expect(result.stdout).toEqual(lines);
  });

  test('of one MiB blocks nobody when the program never reads it', async () => {
    const file = join(await temporaryFolder(), 'prompt');
    await writeFile(file, 'x'.repeat(1024 * 1024));
    const result = await observe(['true'], { stdin: { file } });
    expect(result.exit).toEqual({ kind: 'exited', code: 0 });
  });

  test('is empty when there is none', async () => {
    const result = await observe(['cat']);
    expect(result.exit).toEqual({ kind: 'exited', code: 0 });
    expect(result.stdout).toEqual([]);
  });
});

describe('a program that cannot start', () => {
  test('is missing', async () => {
    const result = await observe(['pitboss-no-such-program', 'x']);
    expect(result.exit).toEqual({ kind: 'missing', program: 'pitboss-no-such-program' });
  });

  test('has no folder to run in', async () => {
    const cwd = join(await temporaryFolder(), 'gone');
    const result = await observe(['true'], { cwd });
    expect(result.exit).toEqual({ kind: 'spawn_failed', message: `the working directory ${cwd} does not exist` });
  });

  test('is a file without permission to execute', async () => {
    const file = join(await temporaryFolder(), 'data');
    await writeFile(file, 'text');
    expect((await observe([file])).exit).toMatchObject({ kind: 'spawn_failed' });
  });

  test('has an argument that is longer than the system allows', async () => {
    const result = await observe(['echo', 'x'.repeat(1024 * 1024)]);
    expect(result.exit).toMatchObject({ kind: 'spawn_failed', message: expect.stringContaining('E2BIG') });
  });

  test('has no input file', async () => {
    const file = join(await temporaryFolder(), 'gone');
    expect((await observe(['true'], { stdin: { file } })).exit).toMatchObject({ kind: 'spawn_failed' });
  });

  test('was cancelled before', async () => {
    const result = await observe(['touch', '/nonexistent/x'], { signal: AbortSignal.abort() });
    expect(result.exit).toEqual({ kind: 'cancelled' });
  });
});
