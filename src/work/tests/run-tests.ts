import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ProgramExit, ProgramResult, RunProgram } from '../../process/program.js';
import type { TestsReport } from '../../run/record.js';
import { cleanLine } from './clean-line.js';
import { failuresReader, type Reading } from './failures/read-failures.js';
import { type OutputSummary, outputSummary } from './output-summary.js';
import type { TestCommand } from './test-command.js';

export interface RunTestsRequest {
  readonly command: TestCommand;
  /** The command with its scripts written out; without it, names of failing tests are not trusted. */
  readonly runs?: string;
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
  | { readonly kind: 'failed'; readonly report: TestsReport; readonly reading: Reading }
  | { readonly kind: 'timeout'; readonly report: TestsReport }
  | { readonly kind: 'cancelled'; readonly report: TestsReport }
  /** The command could not be started: nothing that a fixer could repair. */
  | { readonly kind: 'missing'; readonly program: string; readonly report: TestsReport };

const MAX_LINE_BYTES = 1024 * 1024;

/** Runs the tests once, with memory that does not depend on what they print. Passed means exit code 0, and nothing else does. */
export async function runTests(request: RunTestsRequest): Promise<TestsOutcome> {
  const { command } = request;
  const output = outputSummary();
  const failures = failuresReader();
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
    onLine: (stream, raw) => {
      const line = cleanLine(raw);
      failures.add(line);
      output.add(stream === 'stderr' ? `[stderr] ${line}` : line);
    },
  });
  return outcome(request, result, { output, reading: failures.result(request.runs ?? '') });
}

interface Heard {
  readonly output: OutputSummary;
  readonly reading: Reading;
}

function outcome(request: RunTestsRequest, result: ProgramResult, { output, reading }: Heard): TestsOutcome {
  const { exit } = result;
  const passed = exit.kind === 'exited' && exit.code === 0;
  const report: TestsReport = {
    label: request.command.label,
    passed,
    summary: [headline(request, exit, output), ...(passed ? [] : output.lines())].join('\n'),
    seconds: Math.round(result.ms) / 1000,
  };
  switch (exit.kind) {
    case 'exited':
      return passed ? { kind: 'passed', report } : { kind: 'failed', report, reading };
    case 'signalled':
      // A crash takes along whatever had not run yet.
      return { kind: 'failed', report, reading: { ...reading, told: false, none: false } };
    case 'timeout':
    case 'cancelled':
      return { kind: exit.kind, report };
    case 'missing':
    case 'spawn_failed':
      return { kind: 'missing', program: request.command.argv[0], report };
  }
}

function headline(request: RunTestsRequest, exit: ProgramExit, output: OutputSummary): string {
  const { label } = request.command;
  const captured = `${output.count()} lines captured`;
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
