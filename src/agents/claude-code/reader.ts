import type { ProgramExit } from '../../process/program.js';
import { addUsage, type Usage } from '../../run/usage.js';
import type { AgentEvent, DispatchOutcome, StreamReader } from '../contract.js';
import { isTyped, parseTypedObject, type TypedObject } from '../output/json-object.js';
import { stderrTail } from '../output/stderr-tail.js';
import { unknownEvents } from '../output/unknown-events.js';
import { backgroundTasks } from './background-tasks.js';
import {
  assistantSchema,
  type ClaudeResult,
  initSchema,
  resultSchema,
  SILENT_TYPES,
  streamEventSchema,
} from './events.js';
import { verdict } from './outcome.js';
import { retryWords } from './retry-words.js';
import { partialUsage, tellsUsage, usageOfResult } from './usage.js';

/** Messages under this model's name are the CLI's own words and cost nothing. */
const SYNTHETIC = '<synthetic>';

/** The API's events that tell of usage; between them come hundreds with a few letters each. */
const COUNTING_EVENTS: ReadonlySet<string> = new Set(['message_start', 'message_delta']);

/** How those begin. They are most of a stream, and parsing them would be most of the work; in another order of fields they are parsed. */
const A_FEW_LETTERS = '{"type":"stream_event","event":{"type":"content_block_';

/** Reads Claude Code's `stream-json`. */
export class ClaudeReader implements StreamReader {
  readonly #stderr = stderrTail();
  readonly #unknown = unknownEvents();
  readonly #partial = partialUsage();
  readonly #tasks = backgroundTasks();
  readonly #retries = retryWords();
  #result: ClaudeResult | null = null;
  /** A woken main loop goes on after a result; that result is not the end then. */
  #wentOn = false;
  #lastError: string | null = null;
  #sessionId: string | null = null;
  #lastText = '';
  #sawOutput = false;

  line(stream: 'stdout' | 'stderr', line: string): AgentEvent[] {
    if (line.trim() === '') {
      return [];
    }
    if (stream === 'stderr') {
      this.#stderr.add(line);
      return [{ kind: 'log', stream, line }];
    }
    this.#sawOutput = true;
    if (line.startsWith(A_FEW_LETTERS)) {
      return [];
    }
    const object = parseTypedObject(line);
    return object ? this.#read(object) : [{ kind: 'log', stream, line }];
  }

  finish(exit: ProgramExit): Omit<DispatchOutcome, 'ms'> {
    const result = this.#wentOn ? null : this.#result;
    const leftovers = this.#tasks.leftovers();
    return {
      ...verdict({ result, lastError: this.#lastError, stderr: this.#stderr.text(), ...this.#retries.said() }, exit),
      usage: this.#usage(),
      estimated: this.#sawOutput && !(result && tellsUsage(result)),
      sessionId: this.#sessionId,
      finalText: result?.result ?? this.#lastText,
      unknownEvents: this.#unknown.counts(),
      ...(leftovers.length === 0 ? {} : { leftovers }),
    };
  }

  #read(object: TypedObject): AgentEvent[] {
    switch (object.type) {
      case 'assistant':
        return this.#assistant(object);
      case 'stream_event':
        return this.#streamed(object);
      case 'result':
        return this.#ended(object);
      case 'system':
        if (object.session_id !== this.#sessionId) {
          this.#sessionId = initSchema.safeParse(object).data?.session_id ?? this.#sessionId;
        }
        this.#tasks.told(object);
        this.#retries.told(object);
        return [];
      case 'rate_limit_event':
        this.#retries.told(object);
        return [];
      default:
        if (!SILENT_TYPES.has(object.type)) {
          this.#unknown.add(object.type);
        }
        return [];
    }
  }

  /** One event for each content block; those of one message share its id and its counts. */
  #assistant(object: TypedObject): AgentEvent[] {
    const event = assistantSchema.safeParse(object).data;
    if (!event) {
      this.#unknown.add('assistant (not understood)');
      return [];
    }
    const { message } = event;
    this.#lastError = event.error ?? this.#lastError;
    if (message.usage && message.model !== SYNTHETIC) {
      this.#wentOn = true;
      this.#partial.message(event.parent_tool_use_id ?? null, message.id, message.usage);
    }
    if ((event.parent_tool_use_id ?? null) === null && message.model !== SYNTHETIC) {
      this.#tasks.heard();
    }
    return message.content.flatMap((block): AgentEvent[] => {
      this.#tasks.called(block.id, block.input);
      if (block.type === 'text' && block.text) {
        this.#lastText = block.text;
        return [{ kind: 'text', text: block.text }];
      }
      return block.type === 'tool_use' && block.name ? [{ kind: 'tool', name: block.name }] : [];
    });
  }

  #streamed(object: TypedObject): AgentEvent[] {
    if (!isTyped(object.event) || !COUNTING_EVENTS.has(object.event.type)) {
      return [];
    }
    const parsed = streamEventSchema.safeParse(object).data;
    const thread = parsed?.parent_tool_use_id ?? null;
    if (parsed?.event.type === 'message_start' && parsed.event.message?.usage) {
      this.#wentOn = true;
      this.#partial.message(thread, parsed.event.message.id, parsed.event.message.usage);
    }
    if (parsed?.event.type !== 'message_delta' || !parsed.event.usage) {
      return [];
    }
    this.#partial.delta(thread, parsed.event.usage);
    return [{ kind: 'usage', usage: this.#usage() }];
  }

  #ended(object: TypedObject): AgentEvent[] {
    const parsed = resultSchema.safeParse(object).data;
    if (!parsed) {
      this.#unknown.add('result (not understood)');
      this.#wentOn = true;
      return [];
    }
    this.#result = parsed;
    this.#wentOn = false;
    this.#sessionId = parsed.session_id ?? this.#sessionId;
    this.#partial.reset();
    return [{ kind: 'usage', usage: this.#usage() }];
  }

  /** A result counts everything before it; what streamed after it comes on top. */
  #usage(): Usage {
    return this.#result ? addUsage(usageOfResult(this.#result), this.#partial.total()) : this.#partial.total();
  }
}
