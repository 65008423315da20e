import type { ProgramExit } from '../../process/program.js';
import { NO_USAGE, type Usage } from '../../run/usage.js';
import type { AgentEvent, DispatchOutcome, StreamReader } from '../contract.js';
import { parseTypedObject, type TypedObject } from '../output/json-object.js';
import { stderrTail } from '../output/stderr-tail.js';
import { unknownEvents } from '../output/unknown-events.js';
import { errorSchema, type GeminiResult, initSchema, messageSchema, resultSchema, toolUseSchema } from './events.js';
import { quotaHint } from './quota-hint.js';
import { isNoise, refusedArgument } from './stderr-lines.js';
import { tellsAll, usageOfStats } from './usage.js';
import { verdict } from './verdict.js';

/** More of one message is not kept; what is shown to people is not cut. */
const LONGEST_TEXT = 1_000_000;

/** Reads Gemini CLI's `stream-json`. */
export class GeminiReader implements StreamReader {
  readonly #stderr = stderrTail();
  readonly #quota = quotaHint();
  readonly #unknown = unknownEvents();
  #result: GeminiResult | null = null;
  /** The last `error` event, as long as nothing followed it that shows that the run went on. */
  #error: string | null = null;
  #refused: string | null = null;
  #sessionId: string | null = null;
  #text = '';
  #newText = true;
  #sawOutput = false;

  line(stream: 'stdout' | 'stderr', line: string): AgentEvent[] {
    if (line.trim() === '') {
      return [];
    }
    if (stream === 'stderr') {
      this.#complained(line);
      return [{ kind: 'log', stream, line }];
    }
    this.#sawOutput = true;
    const object = parseTypedObject(line);
    return object ? this.#read(object) : [{ kind: 'log', stream, line }];
  }

  finish(exit: ProgramExit): Omit<DispatchOutcome, 'ms'> {
    const end = {
      result: this.#result,
      error: this.#error,
      stderr: this.#stderr.text(),
      quota: this.#quota,
      refused: this.#refused,
    };
    return {
      ...verdict(end, exit),
      usage: this.#usage(),
      estimated: this.#sawOutput && !tellsAll(this.#result?.stats),
      sessionId: this.#sessionId,
      finalText: this.#text,
      unknownEvents: this.#unknown.counts(),
    };
  }

  #complained(line: string): void {
    this.#refused ??= refusedArgument(line);
    this.#quota.add(line);
    if (!isNoise(line)) {
      this.#stderr.add(line);
    }
  }

  #read(object: TypedObject): AgentEvent[] {
    switch (object.type) {
      case 'init':
        this.#sessionId = initSchema.safeParse(object).data?.session_id ?? this.#sessionId;
        return [];
      case 'message':
        return this.#message(object);
      case 'tool_use':
        return this.#tool(object);
      case 'tool_result':
        this.#newText = true;
        return [];
      case 'error':
        return this.#failed(object);
      case 'result':
        return this.#ended(object);
      default:
        this.#unknown.add(object.type);
        return [];
    }
  }

  /** Assistant text comes in pieces; those between two tools are one message. The prompt comes back as a message of the user. */
  #message(object: TypedObject): AgentEvent[] {
    const message = messageSchema.safeParse(object).data;
    if (message === undefined) {
      return this.#notUnderstood(object);
    }
    if (message.role !== 'assistant' || message.content === '') {
      return [];
    }
    this.#wentOn();
    this.#text = this.#newText ? '' : this.#text;
    this.#newText = false;
    this.#text += message.content.slice(0, LONGEST_TEXT - this.#text.length);
    return [{ kind: 'text', text: message.content }];
  }

  #tool(object: TypedObject): AgentEvent[] {
    const name = toolUseSchema.safeParse(object).data?.tool_name;
    if (name === undefined) {
      return this.#notUnderstood(object);
    }
    this.#wentOn();
    this.#newText = true;
    return [{ kind: 'tool', name }];
  }

  #failed(object: TypedObject): AgentEvent[] {
    const event = errorSchema.safeParse(object).data;
    if (event === undefined) {
      return this.#notUnderstood(object);
    }
    this.#error = event.message;
    return [{ kind: 'log', stream: 'stdout', line: event.message }];
  }

  #ended(object: TypedObject): AgentEvent[] {
    const result = resultSchema.safeParse(object).data;
    if (result === undefined) {
      this.#result = null;
      return this.#notUnderstood(object);
    }
    this.#result = result;
    return result.stats === undefined ? [] : [{ kind: 'usage', usage: this.#usage() }];
  }

  /** A result before which the run went on, or an error that it overcame, is not its end. */
  #wentOn(): void {
    this.#result = null;
    this.#error = null;
  }

  #notUnderstood(object: TypedObject): AgentEvent[] {
    this.#unknown.add(`${object.type} (not understood)`);
    return [];
  }

  #usage(): Usage {
    return this.#result?.stats === undefined ? NO_USAGE : usageOfStats(this.#result.stats);
  }
}
