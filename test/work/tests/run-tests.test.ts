import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProgramRequest } from '../../../src/process/program.js';
import { programRunner } from '../../../src/process/run-program.js';
import { type RunTestsRequest, runTests } from '../../../src/work/tests/run-tests.js';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pitboss-run-tests-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

let markers = 0;

async function tests(script: string, change: Partial<RunTestsRequest> = {}) {
  markers += 1;
  return await runTests({
    command: { argv: ['sh', '-c', script], label: 'npm test' },
    cwd: dir,
    env: { PATH: process.env.PATH ?? '' },
    timeoutMs: 60_000,
    logFile: join(dir, 'logs', 'tests.log'),
    marker: `run-tests-${process.pid}-${markers}`,
    signal: new AbortController().signal,
    run: programRunner({ lingerMs: 50, drainMs: 200 }),
    ...change,
  });
}

describe('tests', () => {
  test('pass with exit code 0, and the summary is one line', async () => {
    const outcome = await tests('echo one; echo two');
    expect(outcome).toMatchObject({ kind: 'passed', report: { passed: true, label: 'npm test' } });
    expect(outcome.report.summary).toBe('npm test: passed (2 lines captured)');
  });

  test('fail with any other code, and the summary has the output', async () => {
    const outcome = await tests('echo one; sleep 0.05; echo two >&2; exit 3');
    expect(outcome).toMatchObject({ kind: 'failed', report: { passed: false } });
    expect(outcome.report.summary).toBe('npm test: failed (exit 3, 2 lines captured)\none\n[stderr] two');
  });

  test('that end by a signal have failed', async () => {
    const outcome = await tests('kill -SEGV $$');
    expect(outcome.kind).toBe('failed');
    expect(outcome.report.summary).toBe('npm test: failed (exit signal, 0 lines captured)');
  });

  test('show their first 10 and their last 40 lines, long ones cut', async () => {
    const { report } = await tests('seq 1 100; head -c 5000 /dev/zero | tr "\\0" x; echo; exit 1');
    const lines = report.summary.split('\n');
    expect(lines[0]).toBe('npm test: failed (exit 1, 101 lines captured)');
    expect(lines.slice(1, 11)).toEqual(Array.from({ length: 10 }, (_, index) => String(index + 1)));
    expect(lines[11]).toBe('[… 51 lines left out …]');
    expect(lines.slice(12, -1)).toEqual(Array.from({ length: 39 }, (_, index) => String(index + 62)));
    expect(lines.at(-1)).toBe(`${'x'.repeat(1_000)}…`);
  });

  test('are shown without colours, without what a progress display wrote over, and whatever their encoding', async () => {
    const { report } = await tests('printf "\\033[31mred\\033[0m\\n 10%%\\r100%%\\n\\377\\376bad\\n"; exit 1');
    expect(report.summary.split('\n').slice(1)).toEqual(['red', '100%', '\uFFFD\uFFFDbad']);
  });

  test('that name their failures have them read', async () => {
    const script = 'echo "FAILED a.py::t - x"; echo "1 failed, 1 passed in 0.01s" >&2; exit 1';
    expect(await tests(script, { runs: 'pytest' })).toMatchObject({
      kind: 'failed',
      reading: { failing: ['a.py::t'], ran: 2, told: true },
    });
    expect(await tests(script)).toMatchObject({ reading: { told: false } });
  });

  test('that crash name nothing, whatever they printed before', async () => {
    const script = 'echo "FAILED a.py::t"; echo "1 failed in 0.01s"; kill -SEGV $$';
    expect(await tests(script, { runs: 'pytest' })).toMatchObject({ kind: 'failed', reading: { told: false } });
  });

  test('leave a log that begins with the command and replaces an older one', async () => {
    await tests('echo old');
    await tests('echo new; exit 1');
    expect(await readFile(join(dir, 'logs', 'tests.log'), 'utf8')).toBe(
      `$ sh -c echo new; exit 1 (cwd: ${dir})\nnew\n`,
    );
  });

  test('that hang are stopped at their limit', async () => {
    const outcome = await tests('echo begun; sleep 600', { timeoutMs: 500 });
    expect(outcome).toMatchObject({ kind: 'timeout', report: { passed: false } });
    expect(outcome.report.summary).toMatch(/^npm test: timed out \(after 0\.5 s, \d lines captured\)/);
  });

  test('are stopped on request', async () => {
    const abort = new AbortController();
    const run = programRunner({ lingerMs: 50, drainMs: 200 });
    const stopAtFirstLine = async (request: ProgramRequest) =>
      await run({
        ...request,
        onLine: (stream, line) => {
          request.onLine?.(stream, line);
          abort.abort();
        },
      });
    const outcome = await tests('echo begun; sleep 600', { signal: abort.signal, run: stopAtFirstLine });
    expect(outcome.kind).toBe('cancelled');
    expect(outcome.report.summary).toBe('npm test: stopped (1 lines captured)\nbegun');
  });

  test('whose program is missing are no failing tests', async () => {
    const outcome = await tests('', { command: { argv: ['pitboss-no-npm', 'test'], label: 'npm test' } });
    expect(outcome).toMatchObject({ kind: 'missing', program: 'pitboss-no-npm', report: { passed: false } });
    expect(outcome.report.summary).toBe('npm test: could not start (pitboss-no-npm not found)');
  });
});
