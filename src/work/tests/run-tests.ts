import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ProgramExit, ProgramResult, RunProgram } from '../../process/program.js';
import type { TestsReport } from '../../run/record.js';
import { type OutputTail, outputTail } from './output-tail.js';
import type { TestCommand } from './test-command.js';

export interface RunTestsRequest {
  readonly command: TestCommand;
  readonly cwd: string;
  /** Allow-listed, without the model key. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Bound of the log file. */
  readonly maxLogBytes?: number;
  /** Overwritten. */
  readonly logFile: string;
  readonly marker: string;
  readonly signal: AbortSignal;
  readonly run: RunProgram;
}

/** How the tests went. The report is what the record and the fixer get; `passed` is true for `passed` alone. */
export type TestsOutcome =
  | { readonly kind: 'passed'; readonly report: TestsReport }
  | { readonly kind: 'failed'; readonly report: TestsReport }
  | { readonly kind: 'timeout'; readonly report: TestsReport }
  | { readonly kind: 'cancelled'; readonly report: TestsReport }
  /** The command could not be started: nothing that a fixer could repair. */
  | { readonly kind: 'missing'; readonly program: string; readonly report: TestsReport };

const MAX_LINE_BYTES = 1024 * 1024;

/** Runs the tests once, with memory that does not depend on what they print. Passed means exit code 0, and nothing else does. */
export async function runTests(request: RunTestsRequest): Promise<TestsOutcome> {
  const { command } = request;
  const tail = outputTail();
  await mkdir(dirname(request.logFile), { recursive: true });
  await writeFile(request.logFile, `$ ${command.argv.join(' ')} (cwd: ${request.cwd})\n`);
  const result = await request.run({
    argv: command.argv,
    cwd: request.cwd,
    env: request.env,
    timeoutMs: request.timeoutMs,
    signal: request.signal,
    marker: request.marker,
    logFile: request.logFile,
    ...(request.maxLogBytes === undefined ? {} : { maxLogBytes: request.maxLogBytes }),
    maxLineBytes: MAX_LINE_BYTES,
    onLine: (stream, line) => tail.add(stream === 'stderr' ? `[stderr] ${line}` : line),
  });
  return outcome(request, result, tail);
}

function outcome(request: RunTestsRequest, result: ProgramResult, tail: OutputTail): TestsOutcome {
  const { exit } = result;
  const passed = exit.kind === 'exited' && exit.code === 0;
  const report: TestsReport = {
    label: request.command.label,
    passed,
    summary: passed ? headline(request, exit, tail) : [headline(request, exit, tail), ...tail.lines()].join('\n'),
    seconds: Math.round(result.ms) / 1000,
  };
  switch (exit.kind) {
    case 'exited':
      return { kind: passed ? 'passed' : 'failed', report };
    case 'signalled':
      return { kind: 'failed', report };
    case 'timeout':
    case 'cancelled':
      return { kind: exit.kind, report };
    case 'missing':
    case 'spawn_failed':
      return { kind: 'missing', program: request.command.argv[0], report };
  }
}

function headline(request: RunTestsRequest, exit: ProgramExit, tail: OutputTail): string {
  const { label } = request.command;
  const captured = `${tail.count()} lines captured`;
  switch (exit.kind) {
    case 'exited':
      return exit.code === 0 ? `${label}: passed (${captured})` : `${label}: failed (exit ${exit.code}, ${captured})`;
    case 'signalled':
      return `${label}: failed (exit signal, ${captured})`;
    case 'timeout':
      return `${label}: timed out (after ${request.timeoutMs / 1000} s, ${captured})`;
    case 'cancelled':
      return `${label}: stopped (${captured})`;
    case 'missing':
      return `${label}: could not start (${exit.program} not found)`;
    case 'spawn_failed':
      return `${label}: could not start (${exit.message})`;
  }
}
