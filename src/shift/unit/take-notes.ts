import type { Note } from '../../run/notes/note.js';
import { notesIn } from '../../run/notes/take-notes.js';
import type { Announcer } from '../progress-effects.js';
import type { Watch } from '../watch.js';

/** Gives the notes that came in during this shift, and says on the comment of each, once, that it was taken up. */
export function noteTaker(
  watch: Pick<Watch, 'newCommands'>,
  show: Pick<Announcer, 'acknowledge'>,
): () => readonly Note[] {
  const told = new Set<string>();
  return () => {
    const notes = watch.newCommands().filter(({ verb }) => verb === 'note');
    const fresh = notes.filter(({ key }) => !told.has(key));
    for (const { key } of fresh) {
      told.add(key);
    }
    if (fresh.length > 0) {
      show.acknowledge(fresh);
    }
    return notesIn(notes);
  };
}
