import type { ProgramExit } from '../../process/program.js';
import { NO_USAGE, roundUsd, type Usage } from '../../run/usage.js';
import type { AgentEvent, OutcomeKind, RetryHint, StreamReader } from '../contract.js';
import { describeExit, exitedWell, shortMessage } from './describe-exit.js';
import { jsonLineSchema, type ReadLine, type ResultLine } from './json-line.js';
import { parseTypedObject } from './json-object.js';
import { stderrTail } from './stderr-tail.js';
import { unknownEvents } from './unknown-events.js';

/** Reads the protocol; `name` stands in messages. */
export function jsonLinesReader(name: string): StreamReader {
  const stderr = stderrTail();
  const unknown = unknownEvents();
  let usage: Usage | null = null;
  let result: ResultLine | null = null;
  let sessionId: string | null = null;
  let lastText = '';

  function read(line: ReadLine): AgentEvent[] {
    switch (line.type) {
      case 'text':
        lastText = line.text;
        return line.text === '' ? [] : [{ kind: 'text', text: line.text }];
      case 'tool':
        return [{ kind: 'tool', name: line.name }];
      case 'usage':
        usage = risen(usage, usageOf(line));
        return [{ kind: 'usage', usage }];
      case 'session':
        sessionId = line.id;
        return [];
      case 'result':
        result = line;
        return [];
    }
  }

  return {
    line(stream, line) {
      if (line.trim() === '') {
        return [];
      }
      if (stream === 'stderr') {
        stderr.add(line);
        return [{ kind: 'log', stream, line }];
      }
      const object = parseTypedObject(line);
      const parsed = object ? jsonLineSchema.safeParse(object).data : undefined;
      if (object && !parsed) {
        unknown.add(object.type);
      }
      return parsed ? read(parsed) : [{ kind: 'log', stream, line }];
    },
    finish(exit) {
      return {
        ...verdict(name, result, { exit, stderr: stderr.text() }),
        ...retryOf(result),
        usage: usage ?? NO_USAGE,
        estimated: usage === null || result === null,
        sessionId,
        finalText: result?.text ?? lastText,
        unknownEvents: unknown.counts(),
      };
    },
  };
}

function usageOf(line: Extract<ReadLine, { type: 'usage' }>): Usage {
  const { input, output, cached_input, cache_write, reasoning } = line;
  // A part cannot be more than the whole.
  const part = Math.min(reasoning ?? 0, output);
  return {
    ...NO_USAGE,
    input,
    output,
    cached_input,
    cache_write,
    ...(part === 0 ? {} : { reasoning: part }),
    usd: roundUsd(line.usd),
  };
}

/** A running total never falls, in whatever order its lines arrive. */
function risen(before: Usage | null, now: Usage): Usage {
  const most = (of: (usage: Usage) => number | undefined) =>
    Math.max(before === null ? 0 : (of(before) ?? 0), of(now) ?? 0);
  const reasoning = most((usage) => usage.reasoning);
  return {
    ...NO_USAGE,
    input: most(({ input }) => input),
    output: most(({ output }) => output),
    cached_input: most(({ cached_input }) => cached_input),
    cache_write: most(({ cache_write }) => cache_write),
    ...(reasoning === 0 ? {} : { reasoning }),
    usd: most(({ usd }) => usd),
  };
}

/** Only a failure that passes has a time at which it has passed. */
function retryOf(result: ResultLine | null): { readonly retry?: RetryHint } {
  if (result === null || result.ok || (result.reason !== 'transient' && result.reason !== 'quota')) {
    return {};
  }
  const { retry_at, retry_after_seconds } = result;
  if (retry_at !== undefined) {
    return { retry: { at: new Date(retry_at).toISOString() } };
  }
  return retry_after_seconds === undefined ? {} : { retry: { afterMs: Math.ceil(retry_after_seconds * 1000) } };
}

function verdict(
  name: string,
  result: ResultLine | null,
  seen: { readonly exit: ProgramExit; readonly stderr: string },
): { kind: OutcomeKind; message: string } {
  if (result?.ok) {
    return { kind: 'completed', message: '' };
  }
  const tail = seen.stderr === '' ? '' : `\n${seen.stderr}`;
  if (result) {
    const message = result.message.trim() === '' ? 'failed without a message' : result.message;
    return { kind: result.reason ?? 'failed', message: shortMessage(`${name}: ${message}`) };
  }
  const kind = exitedWell(seen.exit) ? 'protocol_drift' : 'failed';
  return { kind, message: shortMessage(`${name} ${describeExit(seen.exit)} without a result line.${tail}`) };
}
