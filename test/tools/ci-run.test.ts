import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';

/** Stands before the real npm on the PATH: notes its arguments, and fails where they match `FAILS`. */
const FAKE_NPM = `#!/bin/sh
printf '%s\\n' "$*" >>"$CALLS"
case "$*" in
  $FAILS) echo 'it is broken'; exit 3 ;;
esac
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitboss-ci-'));
  writeFileSync(join(folder, 'npm'), FAKE_NPM);
  chmodSync(join(folder, 'npm'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function runGates(fails: string) {
  const calls = join(folder, 'calls');
  writeFileSync(calls, '');
  const done = spawnSync(resolve('.ci/run'), [], {
    env: { PATH: `${folder}:${process.env.PATH}`, TMPDIR: folder, CALLS: calls, FAILS: fails },
    encoding: 'utf8',
  });
  const lines = done.stdout.trimEnd().split('\n');
  return { code: done.status, lines, last: lines.at(-1), calls: readFileSync(calls, 'utf8').trimEnd().split('\n') };
}

describe('.ci/run', () => {
  test('passes when every gate passes, and counts them', () => {
    const { code, last, lines, calls } = runGates('nothing');
    expect(code).toBe(0);
    expect(last).toBe(`${calls.length} passed, 0 failed`);
    expect(lines).toHaveLength(calls.length + 1);
  });

  test('goes on after a failing gate, shows its output, and fails', () => {
    const { code, last, lines, calls } = runGates('run*types');
    expect(code).toBe(1);
    expect(last).toBe(`${calls.length - 1} passed, 1 failed`);
    expect(lines).toContainEqual(expect.stringMatching(/^FAILED {2}types .*exit code 3/));
    expect(lines).toContain('        it is broken');
  });

  test('ends at once when the packages cannot be installed', () => {
    const { code, last, calls } = runGates('ci*');
    expect(code).toBe(1);
    expect(last).toBe('0 passed, 1 failed');
    expect(calls).toEqual(['ci --no-audit --no-fund']);
  });

  test('runs the two commands of the README and nothing that package.json lacks', () => {
    const { calls } = runGates('nothing');
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync('package.json', 'utf8')));
    expect(calls).toEqual(expect.arrayContaining(['test', 'run demo']));
    const names = calls.slice(1).map((call) => call.split(' -- ')[0]?.split(' ').at(-1));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(names));
  });
});
