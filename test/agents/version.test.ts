import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { claudeCode } from '../../src/agents/claude-code.js';
import { probeVersion } from '../../src/agents/version/probe.js';
import { compareVersions, type Standing, standingOf, testedRange } from '../../src/agents/version/standing.js';
import { runProgram } from '../../src/process/run-program.js';

const RULE = { oldest: '2.1.0', tested: { from: '2.1.329', below: '2.2.0' } };

describe('a version', () => {
  test.each([
    ['1.9', '1.10', -1],
    ['2.1.329', '2.1.329', 0],
    ['2.1', '2.1.0', 0],
    ['10.0.0', '9.9.9', 1],
    ['0.61.0-nightly.3', '0.61.0', 1],
    ['0.62.0-beta', '0.62.0', 0],
  ])('%s against %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a))).toBe(sign === 0 ? 0 : -sign);
  });

  test.each<[string | null, Standing]>([
    ['2.0.99', 'too_old'],
    ['2.1.0', 'untested'],
    ['2.1.329', 'tested'],
    ['2.1.999', 'tested'],
    ['2.2.0', 'untested'],
    [null, 'unknown'],
  ])('%s is %s', (found, standing) => {
    expect(standingOf(RULE, found)).toBe(standing);
  });

  test('of a program that we never ran is told so, and one that is too old stays too old', () => {
    expect(standingOf({ oldest: '0.80', tested: null }, '0.86.3')).toBe('never_run');
    expect(standingOf({ oldest: '0.80', tested: null }, '0.79')).toBe('too_old');
    expect(testedRange({ tested: null })).toContain('never run by us');
  });
});

describe('asking a program for it', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'pitboss-probe-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const asked = (body: string) => {
    const program = join(dir, 'program');
    writeFileSync(program, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    const rule = claudeCode({ binary: program }).version;
    const place = { dir, env: { PATH: process.env.PATH ?? '' }, marker: `probe-${process.pid}` };
    return probeVersion(runProgram, rule ?? { argv: [program], read: () => null }, place);
  };

  test('reads what it prints among other lines, and gives it a home of its own', async () => {
    const body = `echo warning; echo "2.1.329 (Claude Code)"; [ "$HOME" = "${dir}" ]`;
    expect(await asked(body)).toEqual({ version: '2.1.329', missing: false, answered: true });
  });

  test('takes nothing from one that fails, or says something else', async () => {
    expect(await asked('echo "2.1.329 (Claude Code)"; exit 3')).toMatchObject({ version: null, answered: false });
    expect(await asked('echo hello')).toEqual({ version: null, missing: false, answered: true });
  });

  test('is given up when the shift is told to stop', async () => {
    const place = {
      dir,
      env: { PATH: process.env.PATH ?? '' },
      marker: `probe-${process.pid}`,
      signal: AbortSignal.abort(),
    };
    const probed = await probeVersion(runProgram, { argv: ['sleep', '60'], read: () => 'x' }, place);
    expect(probed).toEqual({ version: null, missing: false, answered: false });
  });

  test('tells one that is not there', async () => {
    const place = { dir, env: { PATH: '/nowhere' }, marker: `probe-${process.pid}` };
    const probed = await probeVersion(runProgram, { argv: ['no-such-agent'], read: () => 'x' }, place);
    expect(probed).toEqual({ version: null, missing: true, answered: false });
  });
});
