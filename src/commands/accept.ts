import type { PitbossError } from '../base/pitboss-error.js';
import type { Acceptance, LineOutcome, LineResult } from './acceptance.js';
import { answer, closingReaction, reactSafely } from './answers/answer.js';
import { type AnswerRow, errorText } from './answers/answer-text.js';
import { levelText } from './answers/spending-obstacle.js';
import { carryOut } from './carry-out.js';
import { acceptedIn, startAccepted } from './dispatching/start-accepted.js';
import { type ParsedLine, parseComment } from './grammar/parse-comment.js';
import { specOf } from './grammar/registry.js';
import { lasting } from './lasting.js';
import { atLeast, type Level, readingLevel } from './levels.js';
import { premisesOf } from './occasions/premises.js';
import type { CommandPorts, CommentEvent } from './ports.js';
import { exactLevel, type KnownStanding, standingOf } from './standing.js';

export type AcceptOutcome =
  /** Nothing for us in it, or not from a person. */
  | { readonly kind: 'ignored' }
  /** This process has dealt with this comment, or is about to. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'denied' }
  /** It cannot be carried out until a person changes something; they were told, if they could be. */
  | { readonly kind: 'failed'; readonly error: PitbossError }
  | { readonly kind: 'done'; readonly results: readonly LineResult[] };

const OWN_MARKER = /<!-- pitboss:/;

/**
 * Takes up a new comment: commands become triggers, dispatches and at most one answer. Used by the App and by the workflow's event job, for
 * deliveries and for comments that reconciliation found; any number of calls for one comment has the effect of one. Rejects when
 * GitHub fails half-way in a way that passes (a later call completes the work).
 */
export async function acceptComment(event: CommentEvent, ports: CommandPorts): Promise<AcceptOutcome> {
  const lines = commandsIn(event);
  if (lines.length === 0) {
    return { kind: 'ignored' };
  }
  if (!ports.memory.begin(event.comment.id)) {
    return { kind: 'duplicate' };
  }
  const seen = reactSafely(ports, event, 'eyes');
  try {
    return await takeUp(event, ports, { lines, seen });
  } catch (error) {
    const failure = lasting(error);
    if (failure === null) {
      ports.memory.forget(event.comment.id);
      throw error;
    }
    return giveUp(event, ports, { lines, seen, error: failure });
  }
}

/** Says why, once. Where even that is refused for good, trying at each look would not help either. */
async function giveUp(
  event: CommentEvent,
  ports: CommandPorts,
  work: Work & { readonly error: PitbossError },
): Promise<AcceptOutcome> {
  const { error } = work;
  try {
    await answer(ports, event, { rows: [{ written: '', text: errorText(error) }] });
  } catch (unsaid) {
    ports.log.warn({ comment: event.comment.id, code: error.code, error: String(unsaid) }, 'could not be answered');
    if (lasting(unsaid) === null) {
      ports.memory.forget(event.comment.id);
    }
  }
  await deny(ports, event, work);
  return { kind: 'failed', error };
}

/** The command lines of a comment that a person wrote; none for bots and for texts that carry a marker of ours. */
export function commandsIn(event: Pick<CommentEvent, 'comment'>): readonly ParsedLine[] {
  const { author, body } = event.comment;
  return author.type === 'Bot' || OWN_MARKER.test(body) ? [] : parseComment(body);
}

interface Work {
  readonly lines: readonly ParsedLine[];
  /** Settles when 👀 stands, so that the closing reaction comes after it. */
  readonly seen: Promise<void>;
}

async function takeUp(event: CommentEvent, ports: CommandPorts, work: Work): Promise<AcceptOutcome> {
  const standing = await standingOf(event.comment.author.login, ports);
  if (standing.kind === 'unknown') {
    await answer(ports, event, { rows: [{ written: '', text: errorText(standing.error) }] });
    return deny(ports, event, work);
  }
  if (!atLeast(standing.level, readingLevel(standing.private))) {
    return turnAway(event, ports, { ...work, level: standing.level });
  }
  const acceptance = await prepare(event, ports, standing);
  const results: LineResult[] = [];
  for (const line of work.lines) {
    results.push({ line, outcome: await orRefusal(carryOut(acceptance, line)) });
  }
  const started = await startAccepted(acceptance, acceptedIn(results));
  const rows = [...rowsOf(event, ports, results), ...started.rows];
  await answer(ports, event, { rows, markers: started.markers });
  const closing = closingReaction(results);
  await work.seen;
  if (closing !== null) {
    await reactSafely(ports, event, closing);
  }
  return { kind: 'done', results };
}

/** One line that cannot be carried out does not stop the others. */
async function orRefusal(outcome: Promise<LineOutcome>): Promise<LineOutcome> {
  try {
    return await outcome;
  } catch (error) {
    const failure = lasting(error);
    if (failure === null) {
      throw error;
    }
    return { kind: 'refused', text: errorText(failure) };
  }
}

/** A stranger gets one line, and only for a command that would have spent something. */
async function turnAway(
  event: CommentEvent,
  ports: CommandPorts,
  work: Work & { readonly level: Level },
): Promise<AcceptOutcome> {
  const spending = work.lines.find((line) => line.command.ok && specOf(line.command.value.verb)?.access === 'spending');
  if (spending !== undefined) {
    await answer(ports, event, { rows: [{ written: spending.written, text: levelText('write', work.level) }] });
  }
  return deny(ports, event, work);
}

async function deny(ports: CommandPorts, event: CommentEvent, work: Work): Promise<AcceptOutcome> {
  await work.seen;
  await reactSafely(ports, event, '-1');
  return { kind: 'denied' };
}

async function prepare(event: CommentEvent, ports: CommandPorts, standing: KnownStanding): Promise<Acceptance> {
  const premises = await premisesOf(ports, standing);
  const level = await exactLevel(event.comment.author.login, ports, { standing, config: premises.config });
  return { ...premises, event, permission: standing.permission, level };
}

/** Rows for everything but accepted commands. The answer to an unknown verb is given once an hour to each person and issue. */
function rowsOf(event: CommentEvent, ports: CommandPorts, results: readonly LineResult[]): readonly AnswerRow[] {
  return results.flatMap(({ line, outcome }) => {
    if (outcome.kind === 'accepted' || outcome.kind === 'known' || outcome.text === null) {
      return [];
    }
    const unknown = !line.command.ok && line.command.error.kind === 'unknown_verb';
    const key = `${event.comment.issue} ${event.comment.author.id}`;
    const told = unknown && !ports.memory.mayAnswer(key, ports.clock.now());
    return told ? [] : [{ written: line.written, text: outcome.text }];
  });
}
