import { type ErrorParts, PitbossError } from '../../base/pitboss-error.js';
import type { LedgerState } from '../../ledger/ledger.js';
import { MAX_NOTE_CHARS, MAX_NOTES } from '../../run/notes/note.js';
import { mergedNotes, notesIn } from '../../run/notes/take-notes.js';
import type { QueueEntry } from '../../run/queue.js';
import { findRun } from '../find-run.js';
import { laptopTrigger } from '../play.js';
import type { CommandContext } from '../run-commands.js';

/** Words that can only be the beginning of a run's id. */
const RUN_WORD = /^\d{8}T(?:\d{0,6}|\d{6}Z(?:-[0-9a-f]{0,6})?)$/;
const OPEN = ['halted', 'running', 'pending', 'queued', 'waiting'] as const;

/** `pitboss note`: leaves a note for the next agents of a run. Whatever process works on the run finds it. Returns the exit code. */
export async function note(
  { laptop, terminal }: CommandContext,
  words: readonly string[],
  input: AsyncIterable<string | Buffer>,
): Promise<number> {
  const [first, ...others] = words;
  const named = first !== undefined && others.length > 0 && RUN_WORD.test(first);
  const text = await textOf(named ? others : words, input);
  const entry = runToNote(await laptop.inbox.read(), named ? first : undefined);
  await laptop.inbox.add(laptopTrigger(laptop, { verb: 'note', runId: entry.runId, plan: null, note: { text } }));
  const when = entry.status === 'halted' ? ` when \`pitboss rebuy ${entry.runId}\` lets it go on` : '';
  terminal.out(`noted for run ${entry.runId}: its next agent is shown the note${when}`);
  return 0;
}

async function textOf(words: readonly string[], input: AsyncIterable<string | Buffer>): Promise<string> {
  const given = words.length === 1 && words[0] === '-' ? await allOf(input) : words.join(' ');
  const text = given.replaceAll(/\r\n?/g, '\n').trim();
  const length = [...text].length;
  if (text === '') {
    throw badInput({
      code: 'note_empty',
      what: 'The note is empty.',
      why: 'An agent can do nothing with it.',
      fix: 'Write what it should know: `pitboss note "Use the date library that is there already."`',
    });
  }
  if (length > MAX_NOTE_CHARS) {
    throw badInput({
      code: 'note_too_long',
      what: `The note has ${length >= MOST_READ ? `${MOST_READ} or more` : length} characters.`,
      why: `At most ${MAX_NOTE_CHARS} are taken: notes are a part of every prompt that follows.`,
      fix: 'Put the long text into a file of the repository, and let the note name the file.',
    });
  }
  return text;
}

/** Nothing beyond this is read. */
const MOST_READ = 4 * MAX_NOTE_CHARS;

async function allOf(input: AsyncIterable<string | Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of input) {
    text += chunk.toString();
    if (text.length >= MOST_READ) {
      return [...text.slice(0, MOST_READ)].join('');
    }
  }
  return text;
}

/** The ledger without the runs that make plans. */
function withoutPlanning(state: LedgerState): LedgerState {
  return {
    ...state,
    runs: new Map([...state.runs].filter(([, { kind }]) => kind !== 'plan')),
    triggers: state.triggers.filter(({ verb }) => verb !== 'plan'),
  };
}

/** The run that a note is meant for; one that is over, or has notes enough, takes none. */
function runToNote(state: LedgerState, runId: string | undefined): QueueEntry {
  const entry = findRun(runId === undefined ? withoutPlanning(state) : state, runId, OPEN);
  if (entry.record?.kind === 'plan') {
    throw badInput({
      code: 'note_to_plan',
      what: `Run ${entry.runId} makes a plan.`,
      why: 'Notes are for the agents that carry one out.',
      fix: 'Say it in the goal: `pitboss plan "What you want"`.',
    });
  }
  if (entry.status === 'finished' || entry.status === 'folded') {
    throw badInput({
      code: 'run_over',
      what: `Run ${entry.runId} is ${entry.status}.`,
      why: 'No agent of it will read a note.',
      fix: '`pitboss play` starts a new run.',
    });
  }
  if (mergedNotes(entry.record?.notes ?? [], notesIn(entry.inbox)).length >= MAX_NOTES) {
    throw badInput({
      code: 'too_many_notes',
      what: `Run ${entry.runId} has ${MAX_NOTES} notes already.`,
      why: 'Notes are a part of every prompt that follows, so there is a limit to them.',
      fix: 'Put what holds for the whole project into a file of the repository.',
    });
  }
  return entry;
}

function badInput(parts: ErrorParts): PitbossError {
  return new PitbossError(parts, { exitCode: 4 });
}
