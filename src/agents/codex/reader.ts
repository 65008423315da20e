import { oneLine } from '../../base/one-line.js';
import type { ProgramExit } from '../../process/program.js';
import { NO_USAGE, type Usage } from '../../run/usage.js';
import type { AgentEvent, DispatchOutcome, Leftover, RetryHint, StreamReader } from '../contract.js';
import { parseTypedObject, type TypedObject } from '../output/json-object.js';
import { stderrTail } from '../output/stderr-tail.js';
import { unknownEvents } from '../output/unknown-events.js';
import { type CodexEvent, type CodexItem, codexEventSchema, KNOWN_TYPES, NO_TOOLS, TOOL_NAMES } from './events.js';
import { verdict } from './outcome.js';
import { announcedWait } from './retry.js';
import { usageOf } from './usage.js';

/** Items that are followed at once; a stream that starts them for ever fills no memory. */
const MOST_ITEMS = 200;
const LONGEST_COMMAND = 200;

/** Longest that we let the CLI sleep before it asks again. Codex obeys any `retry-after`; a run has better ways to wait. */
const LONGEST_WAIT_MS = 60_000;

const COMMAND_ITEM = 'command_execution';

/** How the line of a command with its output begins. The output is most of a stream and nothing that we use, so it is not parsed; in another order of fields it is. */
const COMMAND = /^\{"type":"item\.(updated|completed)","item":\{"id":"([\w.-]{1,200})","type":"command_execution",/;

/** An answer that broke off after it had begun: what it cost is told by nobody. */
const BROKEN_STREAM = /stream disconnected before completion(?!: error sending request)/i;

type Said = Omit<DispatchOutcome, 'ms'>;

/** What else is known of a dispatch whose stream told no usage. */
export interface StreamFacts {
  readonly sessionId: string;
  /** A request may have cost something that nobody counted. */
  readonly uncounted: boolean;
  readonly usedTools: boolean;
  /** It was stopped in its sleep before another request, with nothing under way. */
  readonly asleep: boolean;
}

/** Completes an outcome with what the CLI's own files tell. */
export type Settle = (said: Said, facts: StreamFacts) => Promise<Said>;

/** Reads `codex exec --json`. */
export class CodexReader implements StreamReader {
  readonly #stderr = stderrTail();
  readonly #unknown = unknownEvents();
  readonly #settle: Settle;
  /** Commands and other tools that were started and have not ended. */
  readonly #open = new Map<string, string | null>();
  #sessionId: string | null = null;
  #sawOutput = false;
  #usage: Usage | null = null;
  #completed = false;
  #failure: string | null = null;
  #lastText = '';
  /** Whether the model said anything; a message without a word is none. */
  #answered = false;
  #uncounted = false;
  #usedTools = false;
  #wait: RetryHint | null = null;
  #tooLong = false;

  constructor(settle: Settle = async (said) => said) {
    this.#settle = settle;
  }

  line(stream: 'stdout' | 'stderr', line: string): AgentEvent[] {
    if (line.trim() === '') {
      return [];
    }
    if (stream === 'stderr') {
      this.#complained(line);
      return [{ kind: 'log', stream, line }];
    }
    this.#sawOutput = true;
    const command = COMMAND.exec(line);
    if (command !== null && line.endsWith('}}')) {
      return command[1] === 'updated' ? [] : this.#ended({ id: command[2] ?? '', type: COMMAND_ITEM });
    }
    const object = parseTypedObject(line);
    return object ? this.#read(object) : [{ kind: 'log', stream, line }];
  }

  /** The CLI is about to sleep for longer than a dispatch should. */
  enough(): boolean {
    return this.#tooLong;
  }

  finish(exit: ProgramExit): Said {
    const end = {
      failure: this.#failure ?? (this.#tooLong ? 'rate limit: the provider asks for a long wait' : null),
      completed: this.#completed,
      answered: this.#answered,
      wait: this.#wait,
      stderr: this.#stderr.text(),
    };
    const leftovers = this.#leftovers();
    return {
      ...verdict(end, exit),
      usage: this.#usage ?? NO_USAGE,
      estimated: this.#sawOutput && (this.#usage === null || this.#uncounted),
      sessionId: this.#sessionId,
      finalText: this.#lastText,
      unknownEvents: this.#unknown.counts(),
      ...(leftovers.length === 0 ? {} : { leftovers }),
    };
  }

  /** Usage is told with `turn.completed` alone; every other end leaves it in the CLI's own record of the session. */
  async settle(said: Said): Promise<Said> {
    return this.#usage !== null || this.#sessionId === null
      ? said
      : await this.#settle(said, {
          sessionId: this.#sessionId,
          uncounted: this.#uncounted || (this.#failure === null && !this.#tooLong),
          usedTools: this.#usedTools,
          asleep: this.#tooLong,
        });
  }

  #complained(line: string): void {
    const wait = announcedWait(line);
    if (wait === null) {
      this.#stderr.add(line);
      return;
    }
    this.#wait = wait.told ? { afterMs: wait.ms } : this.#wait;
    this.#tooLong ||= wait.ms > LONGEST_WAIT_MS;
  }

  #read(object: TypedObject): AgentEvent[] {
    const event = codexEventSchema.safeParse(object).data;
    if (event === undefined) {
      this.#unknown.add(KNOWN_TYPES.has(object.type) ? `${object.type} (not understood)` : object.type);
      return [];
    }
    return this.#take(event);
  }

  #take(event: CodexEvent): AgentEvent[] {
    switch (event.type) {
      case 'thread.started':
        this.#sessionId = event.thread_id;
        return [];
      case 'turn.started':
        this.#completed = false;
        return [];
      case 'item.started':
        return this.#started(event.item);
      case 'item.updated':
        return [];
      case 'item.completed':
        return this.#ended(event.item);
      case 'error':
        this.#uncounted ||= BROKEN_STREAM.test(event.message);
        return [{ kind: 'log', stream: 'stdout', line: event.message }];
      case 'turn.completed':
        this.#completed = true;
        this.#usage = usageOf(event.usage);
        return [{ kind: 'usage', usage: this.#usage }];
      case 'turn.failed':
        this.#failure = event.error.message;
        return [];
    }
  }

  #started(item: CodexItem): AgentEvent[] {
    if (NO_TOOLS.has(item.type)) {
      return [];
    }
    if (this.#open.size < MOST_ITEMS) {
      this.#open.set(item.id, item.command === undefined ? null : oneLine(item.command, LONGEST_COMMAND));
    }
    return this.#used(item);
  }

  #ended(item: CodexItem): AgentEvent[] {
    if (item.type === 'agent_message') {
      this.#lastText = item.text ?? '';
      this.#answered ||= this.#lastText.trim() !== '';
      return this.#lastText === '' ? [] : [{ kind: 'text', text: this.#lastText }];
    }
    if (item.type === 'error') {
      return [{ kind: 'log', stream: 'stdout', line: item.message ?? '' }];
    }
    // What is over at once has no start.
    return NO_TOOLS.has(item.type) || this.#open.delete(item.id) ? [] : this.#used(item);
  }

  #used(item: CodexItem): AgentEvent[] {
    this.#usedTools = true;
    const name = item.type === 'mcp_tool_call' ? `${item.server}.${item.tool}` : (TOOL_NAMES[item.type] ?? item.type);
    return [{ kind: 'tool', name }];
  }

  /** Codex ends its turn without waiting for commands that still run, and stops them. */
  #leftovers(): readonly Leftover[] {
    const commands = [...this.#open.values()].filter((command) => command !== null);
    return this.#completed ? commands.map((command): Leftover => ({ kind: 'running', command })) : [];
  }
}
