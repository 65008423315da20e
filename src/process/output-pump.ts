import type { Readable } from 'node:stream';
import { lineSplitter } from './line-splitter.js';
import type { OutputLog } from './output-log.js';
import type { ProgramRequest } from './program.js';

type StreamName = 'stdout' | 'stderr';

/** Moves a program's output to its listeners, line by line. */
export interface OutputPump {
  /** Resolves when both streams have ended or were closed; never rejects. */
  readonly done: Promise<unknown>;
  /** Resolves when a listener has thrown; the program is to be stopped then. */
  readonly failed: Promise<void>;
  bytes(): { readonly stdoutBytes: number; readonly stderrBytes: number };
  /** Stops reading, whoever holds the other ends. */
  close(): void;
  /** Throws what a listener threw, if one did. */
  rethrow(): void;
}

/** Reads both streams at the pace of the log file: a slow disk holds the program back instead of filling memory. */
export function pumpOutput(
  streams: { readonly stdout: Readable; readonly stderr: Readable },
  request: Pick<ProgramRequest, 'onLine'>,
  options: { readonly log: OutputLog | null; readonly maxLineBytes: number },
): OutputPump {
  const count = { stdout: 0, stderr: 0 };
  const failures: unknown[] = [];
  let reportFailure: () => void = () => undefined;
  const failed = new Promise<void>((resolve) => {
    reportFailure = resolve;
  });

  async function deliver(name: StreamName, lines: readonly string[]): Promise<void> {
    try {
      if (failures.length === 0) {
        lines.forEach((line) => {
          request.onLine?.(name, line);
        });
      }
    } catch (error) {
      failures.push(error);
      reportFailure();
    }
    await options.log?.write(lines, name === 'stderr' ? '[stderr] ' : '');
  }

  async function pump(name: StreamName): Promise<void> {
    const splitter = lineSplitter(options.maxLineBytes);
    try {
      for await (const chunk of streams[name]) {
        const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
        count[name] += bytes.length;
        await deliver(name, splitter.push(bytes));
      }
    } catch {
      // The stream was closed under us; what had arrived still counts.
    }
    await deliver(name, splitter.end());
  }

  return {
    done: Promise.all([pump('stdout'), pump('stderr')]),
    failed,
    bytes: () => ({ stdoutBytes: count.stdout, stderrBytes: count.stderr }),
    close() {
      streams.stdout.destroy();
      streams.stderr.destroy();
    },
    rethrow() {
      if (failures.length > 0) {
        throw failures[0];
      }
    },
  };
}
