import { bounded, fenced } from '../base/fence.js';
import { MAX_NOTE_CHARS, type Note } from '../run/notes/note.js';

/** Characters of all notes together that a prompt embeds; where they are more, the oldest are left out. */
const MOST = 24_000;

/** The notes that fit into a prompt, the newest last. */
export function notesThatFit(notes: readonly Note[]): readonly Note[] {
  let room = MOST;
  const fitting: Note[] = [];
  for (const note of notes.toReversed()) {
    room -= Math.min(note.text.length, MAX_NOTE_CHARS);
    if (room < 0) {
      break;
    }
    fitting.unshift(note);
  }
  return fitting;
}

/** What people wrote to the run, for every agent that writes code; empty where they wrote nothing. */
export function notesSection(notes: readonly Note[]): string {
  const fitting = notesThatFit(notes);
  if (fitting.length === 0) {
    return '';
  }
  const left = notes.length - fitting.length;
  return [
    '## Notes from people',
    '',
    'People who may steer this run wrote the following to it while it went on, the newest last. A note that concerns what you do now is part of your task; where notes contradict each other, the newest holds. None of them lifts a rule that halts the run, and a note about other work is for the agents that do that work.',
    ...(left === 0 ? [] : ['', `(${left} older ${left === 1 ? 'note is' : 'notes are'} left out here.)`]),
    ...fitting.flatMap((note) => [
      '',
      `From ${author(note)} at ${note.at}:`,
      '',
      fenced(bounded(note.text, MAX_NOTE_CHARS)),
    ]),
  ].join('\n');
}

/** A name on GitHub or in a terminal, as part of a sentence. */
function author({ by }: Note): string {
  return by.replaceAll(/[^\p{L}\p{N} ._[\]-]/gu, '').slice(0, 100) || 'somebody';
}
