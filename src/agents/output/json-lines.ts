import { z } from 'zod';
import type { ProgramExit } from '../../process/program.js';
import { NO_USAGE, roundUsd, type Usage } from '../../run/usage.js';
import type { AgentEvent, OutcomeKind, StreamReader } from '../contract.js';
import { describeExit, exitedWell, shortMessage } from './describe-exit.js';
import { parseTypedObject } from './json-object.js';
import { reportedTokens, reportedUsd } from './reported-usage.js';
import { stderrTail } from './stderr-tail.js';
import { unknownEvents } from './unknown-events.js';

const count = reportedTokens.default(0);

/** Reasons that a program may give for a failure. `timeout` and the like are for tests of what comes after. */
export const FAILURE_REASONS = [
  'refused',
  'turn_limit',
  'context_limit',
  'budget',
  'timeout',
  'cancelled',
  'transient',
  'quota',
  'authentication',
  'missing_program',
  'unsupported_version',
  'protocol_drift',
  'failed',
] as const satisfies readonly OutcomeKind[];

/**
 * Pitboss's own protocol for agent programs: one JSON object per line on standard output; lines that are none are log.
 * `usage` is the running total of this start: `input` is uncached input, `usd` dollars. The last line is a `result`.
 */
const jsonLineSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('tool'), name: z.string() }),
  z.looseObject({
    type: z.literal('usage'),
    input: count,
    output: count,
    cached_input: count,
    cache_write: count,
    usd: reportedUsd.default(0),
  }),
  z.looseObject({
    type: z.literal('result'),
    ok: z.boolean(),
    message: z.string().default(''),
    text: z.string().optional(),
    reason: z.enum(FAILURE_REASONS).catch('failed').optional(),
  }),
]);
export type JsonLine = z.input<typeof jsonLineSchema>;
type ReadLine = z.infer<typeof jsonLineSchema>;
type ResultLine = Extract<ReadLine, { type: 'result' }>;

/** Reads the protocol; `name` stands in messages. */
export function jsonLinesReader(name: string): StreamReader {
  const stderr = stderrTail();
  const unknown = unknownEvents();
  let usage: Usage | null = null;
  let result: ResultLine | null = null;
  let lastText = '';

  function read(line: ReadLine): AgentEvent[] {
    switch (line.type) {
      case 'text':
        lastText = line.text;
        return line.text === '' ? [] : [{ kind: 'text', text: line.text }];
      case 'tool':
        return [{ kind: 'tool', name: line.name }];
      case 'usage': {
        const { input, output, cached_input, cache_write } = line;
        usage = { ...NO_USAGE, input, output, cached_input, cache_write, usd: roundUsd(line.usd) };
        return [{ kind: 'usage', usage }];
      }
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
        usage: usage ?? NO_USAGE,
        estimated: usage === null || result === null,
        sessionId: null,
        finalText: result?.text ?? lastText,
        unknownEvents: unknown.counts(),
      };
    },
  };
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
