import type { LeftRunning } from '../process/left-running.js';
import type { ProgramExit, RunProgram } from '../process/program.js';
import { NO_USAGE } from '../run/usage.js';
import { isHttpAddress, VARIABLES } from './access/credentials.js';
import type { AgentBackend, DispatchOutcome, DispatchRequest, Leftover, OutcomeKind } from './contract.js';
import { withoutDroppings } from './droppings.js';
import { readDispatchName } from './first-line.js';
import { type Door, openDoor } from './forwarder/door.js';
import { describeExit, exitedWell } from './output/describe-exit.js';

/** Events are far shorter, but for pictures that a tool returns, which tell us nothing; a line without end must not fill memory. */
const MAX_LINE_BYTES = 2 * 1024 * 1024;

/**
 * Starts an agent once and says how it went. Whatever the agent reported, a stop by us, a missing program and an exit other
 * than 0 win; and an exit of 0 alone is never success. Rejects only when `scratchDir` cannot be written, no port can be opened
 * or a listener throws.
 */
export async function dispatch(
  backend: AgentBackend,
  request: DispatchRequest,
  run: RunProgram,
): Promise<DispatchOutcome> {
  const refusal = refuseBeforeSpending(backend, request);
  if (refusal) {
    return refusal;
  }
  const door = await openDoor(request, backend.keepsAllowance === true ? null : request.maxUsd);
  try {
    return await start(backend, door, run);
  } finally {
    await door.close();
  }
}

async function start(backend: AgentBackend, door: Door, run: RunProgram): Promise<DispatchOutcome> {
  const { request } = door;
  const command = await backend.prepare(request);
  command.notes?.forEach((text) => {
    request.onEvent({ kind: 'note', text });
  });
  const reader = backend.reader(request);
  const enough = new AbortController();
  const tidy = withoutDroppings(run, backend.droppings ?? []);
  const { exit, ms, leftRunning } = await tidy({
    argv: command.argv,
    cwd: request.cwd,
    env: command.env,
    stdin: { file: command.stdinFile },
    stop: command.stop,
    timeoutMs: request.timeoutMs,
    signal: AbortSignal.any([request.signal, enough.signal]),
    marker: request.marker,
    noteLeftRunning: true,
    logFile: request.logFile,
    ...(request.maxLogBytes === undefined ? {} : { maxLogBytes: request.maxLogBytes }),
    maxLineBytes: MAX_LINE_BYTES,
    onLine: (stream, line) => {
      for (const event of reader.line(stream, line)) {
        request.onEvent(event);
      }
      if (reader.enough?.()) {
        enough.abort();
      }
    },
  });
  const end = exit.kind === 'cancelled' && !request.signal.aborted ? GIVEN_UP : exit;
  const judged = judge(backend.name, reader.finish(end), end);
  // What the CLI left in its files comes first: it is the CLI's own count, which is then held against that of the wire.
  const said = started(end) ? ((await reader.settle?.(judged)) ?? judged) : judged;
  const outcome = await door.settle(said);
  const usage = started(exit) ? { ...outcome.usage, dispatches: 1, seconds: Math.round(ms) / 1000 } : NO_USAGE;
  return { ...outcome, ...leftBehind(outcome.leftovers ?? [], leftRunning), usage, ms: Math.round(ms) };
}

/** How a program ended that its reader had enough of: that is no cancel, and its reader says what it is. */
const GIVEN_UP: ProgramExit = { kind: 'signalled', signal: 'SIGTERM' };

/** Leftovers that are told at most. */
const MOST_LEFTOVERS = 10;

/** What the stream told and what we saw ourselves; a background command of the CLI may be in both. */
function leftBehind(
  told: readonly Leftover[],
  seen: readonly LeftRunning[],
): { readonly leftovers?: readonly Leftover[] } {
  const known = new Set(told.map(({ command }) => command));
  const running = seen
    .filter(({ command }) => !known.has(command))
    .map(({ command }): Leftover => ({ kind: 'running', command }));
  const all = [...told, ...running].slice(0, MOST_LEFTOVERS);
  return all.length === 0 ? {} : { leftovers: all };
}

function refuseBeforeSpending(backend: AgentBackend, request: DispatchRequest): DispatchOutcome | null {
  const bytes = Buffer.byteLength(request.prompt);
  const { maxPromptCharacters = Number.POSITIVE_INFINITY } = backend;
  if (request.signal.aborted) {
    return notStarted('cancelled', `${backend.name} was not started: the run is being stopped.`);
  }
  if (readDispatchName(request.prompt) === null) {
    // Text that begins otherwise may be a command to one CLI or another: `/help`, `!rm`, `@file`.
    const why = 'the first line of the prompt names no dispatch';
    return notStarted('failed', `${backend.name} was not started: ${why}.`);
  }
  if (bytes > maxPromptCharacters && characters(request.prompt) > maxPromptCharacters) {
    const limit = `${characters(request.prompt)} characters, and ${backend.name} takes at most ${maxPromptCharacters}`;
    return notStarted('context_limit', `The prompt has ${limit}.`);
  }
  if (bytes > backend.maxPromptBytes) {
    const limit = `${bytes} bytes, and ${backend.name} takes at most ${backend.maxPromptBytes}`;
    return notStarted('context_limit', `The prompt has ${limit}.`);
  }
  if (request.access?.baseUrl && !isHttpAddress(request.access.baseUrl)) {
    // It may hold a password, so it is not repeated.
    const name = VARIABLES[request.access.provider].baseUrl;
    return notStarted('failed', `${backend.name} was not started: what ${name} holds is no http or https address.`);
  }
  if (request.maxUsd !== null && request.maxUsd <= 0) {
    return notStarted('budget', `${backend.name} was not started: no money is left for this dispatch.`);
  }
  return null;
}

/** What we saw of the process itself beats what the process said. */
function judge(name: string, said: Omit<DispatchOutcome, 'ms'>, exit: ProgramExit): Omit<DispatchOutcome, 'ms'> {
  const message = `${name} ${describeExit(exit)}.`;
  switch (exit.kind) {
    case 'timeout':
    case 'cancelled':
      return { ...said, kind: exit.kind, message };
    case 'missing':
      return { ...said, kind: 'missing_program', message, estimated: false };
    case 'spawn_failed':
      return { ...said, kind: 'failed', message, estimated: false };
    default:
      return said.kind === 'completed' && !exitedWell(exit)
        ? { ...said, kind: 'failed', message: `${name} reported success but ${describeExit(exit)}.` }
        : said;
  }
}

/** Code points; a line end counts like any other. */
function characters(text: string): number {
  let count = 0;
  for (const _ of text) {
    count += 1;
  }
  return count;
}

function started(exit: ProgramExit): boolean {
  return exit.kind !== 'missing' && exit.kind !== 'spawn_failed';
}

function notStarted(kind: OutcomeKind, message: string): DispatchOutcome {
  return {
    kind,
    message,
    usage: NO_USAGE,
    estimated: false,
    sessionId: null,
    finalText: '',
    ms: 0,
    unknownEvents: {},
  };
}
