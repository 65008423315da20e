import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { observe, script, temporaryFolder } from './programs.js';

describe('the log file', () => {
  test('has both streams line by line, is created with its folders and appended to', async () => {
    const logFile = join(await temporaryFolder(), 'a', 'b', 'run.log');
    await observe(script('console.log("out"); process.stdout.write("end")'), { logFile });
    await observe(script('console.error("err")'), { logFile });
    expect(await readFile(logFile, 'utf8')).toBe('out\nend\n[stderr] err\n');
  });

  test('is bounded, ends with a whole line and says what is missing', async () => {
    const logFile = join(await temporaryFolder(), 'run.log');
    const source = 'for (let i = 0; i < 10000; i++) process.stdout.write("0123456789\\n")';
    const result = await observe(script(source), { logFile, maxLogBytes: 1_000 });
    const log = await readFile(logFile, 'utf8');
    expect((await stat(logFile)).size).toBeLessThanOrEqual(1_000);
    expect(result.droppedBytes).toBe(110_000 - 82 * 11);
    expect(log.split('\n').slice(81)).toEqual([
      '0123456789',
      `[pitboss] ${result.droppedBytes} more bytes left out`,
      '',
    ]);
  });

  test('that cannot be opened is a start that failed', async () => {
    const result = await observe(['true'], { logFile: '/dev/null/x.log' });
    expect(result.exit).toMatchObject({ kind: 'spawn_failed' });
  });
});

describe('a flood', () => {
  const MiB = 1024 * 1024;

  test('of 100 MiB passes with constant memory', async () => {
    const logFile = join(await temporaryFolder(), 'flood.log');
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    let peak = 0;
    let lines = 0;
    const result = await observe(
      ['sh', '-c', `yes 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde | head -c ${100 * MiB}`],
      {
        logFile,
        maxLogBytes: MiB,
        onLine: () => {
          lines += 1;
          if (lines % 10_000 === 0) {
            peak = Math.max(peak, process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before);
          }
        },
      },
    );
    expect(result.stdoutBytes).toBe(100 * MiB);
    expect(lines).toBe((100 * MiB) / 64);
    expect((await stat(logFile)).size).toBeLessThanOrEqual(MiB);
    expect(peak).toBeLessThan(80 * MiB);
  });

  test('without a line end is cut', async () => {
    const result = await observe(['sh', '-c', `head -c ${20 * MiB} /dev/zero | tr '\\0' x; echo; echo next`], {
      maxLineBytes: 1_000,
    });
    expect(result.stdout.map((line) => line.length)).toEqual([1_000, 4]);
    expect(result.stdoutBytes).toBe(20 * MiB + 6);
  });
});
