import type { ProgramExit } from '../../process/program.js';
import type { AgentEvent, DispatchOutcome, OutcomeKind, StreamReader } from '../contract.js';
import { describeExit, exitedWell, shortMessage } from '../output/describe-exit.js';
import { stderrTail } from '../output/stderr-tail.js';
import { textEnd } from '../output/text-end.js';
import { type PrintedError, readError } from './errors.js';
import { addReports, NO_REPORT, readCost, readTokens, usageOf } from './report.js';

const TOOLS: readonly (readonly [RegExp, string])[] = [
  [/^Applied edit to \S/, 'edit'],
  [/^Commit \S/, 'commit'],
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what has to go.
const ESCAPES = /\u001b(?:\[[0-9;?]*[ -/]*[@-~])?/g;

/** What it tells of itself before the first reply, and between two tries. */
const OWN_WORDS =
  /^(?:Aider v\d|(?:Main model|Weak model|Editor model|Model|Git repo|Repo-map): |Added \S.* to the chat|Retrying in [\d.]+ seconds)/;

/**
 * Reads what Aider prints; it has no other protocol. Each reply of the model ends with a report of its tokens. An error comes without
 * one, and Aider exits with 0 all the same: done is only what has a report and no error behind it.
 */
export class AiderReader implements StreamReader {
  readonly #stderr = stderrTail();
  readonly #reply = textEnd();
  #reports = NO_REPORT;
  #usd = 0;
  #replied = false;
  #error: PrintedError | null = null;
  #finalText = '';
  #spoke = false;

  line(stream: 'stdout' | 'stderr', raw: string): AgentEvent[] {
    const line = raw.replaceAll(ESCAPES, '').trimEnd();
    if (line === '') {
      this.#reply.add('');
      return [];
    }
    if (stream === 'stderr') {
      this.#stderr.add(line);
      return [{ kind: 'log', stream, line }];
    }
    this.#spoke = true;
    return this.#reported(line) ?? this.#said(line);
  }

  finish(exit: ProgramExit): Omit<DispatchOutcome, 'ms'> {
    const verdict = this.#verdict(exit);
    const refused = verdict.kind === 'authentication' && !this.#replied;
    return {
      ...verdict,
      usage: usageOf(this.#reports, this.#usd),
      // Its numbers are rounded. A provider that never let it in has cost nothing.
      estimated: this.#spoke && !refused,
      sessionId: null,
      finalText: this.#finalText,
      unknownEvents: {},
    };
  }

  #reported(line: string): AgentEvent[] | null {
    const text = line.trimStart();
    const tokens = readTokens(text);
    const usd = readCost(text);
    if (tokens === null && (usd === null || !this.#replied)) {
      return null;
    }
    if (tokens !== null) {
      this.#reports = addReports(this.#reports, tokens);
      this.#replied = true;
      this.#error = null;
      this.#finalText = this.#reply.text();
      this.#reply.clear();
    }
    this.#usd = Math.max(this.#usd, usd ?? 0);
    return [{ kind: 'usage', usage: usageOf(this.#reports, this.#usd) }];
  }

  #said(line: string): AgentEvent[] {
    const text = line.trimStart();
    const error = readError(text);
    const tool = TOOLS.find(([pattern]) => pattern.test(text))?.[1];
    if (tool !== undefined) {
      return [{ kind: 'tool', name: tool }];
    }
    if (error === null && !(OWN_WORDS.test(text) && this.#reply.blank())) {
      this.#reply.add(line);
      return [{ kind: 'text', text: line }];
    }
    if (error !== null) {
      // An exception says more than the sentence that explains it: a used-up quota is told by it alone.
      this.#error = this.#error?.exception === true && !error.exception ? this.#error : error;
      // What came before an error was no whole reply.
      this.#reply.clear();
    }
    return [{ kind: 'log', stream: 'stdout', line }];
  }

  #verdict(exit: ProgramExit): { readonly kind: OutcomeKind; readonly message: string } {
    const stderr = this.#stderr.text();
    const tail = stderr === '' ? '' : `\n${stderr}`;
    if (/\berror: unrecognized arguments\b/.test(stderr)) {
      return {
        kind: 'unsupported_version',
        message: shortMessage(`aider does not know an option that we use.${tail}`),
      };
    }
    if (this.#error !== null) {
      return { kind: this.#error.kind, message: shortMessage(`aider: ${this.#error.line}`) };
    }
    if (!exitedWell(exit)) {
      return { kind: 'failed', message: shortMessage(`aider ${describeExit(exit)}.${tail}`) };
    }
    return this.#replied
      ? { kind: 'completed', message: '' }
      : { kind: 'protocol_drift', message: shortMessage(`aider ended without a report of its tokens.${tail}`) };
  }
}
