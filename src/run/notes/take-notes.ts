import type { RunRecord } from '../record.js';
import type { Trigger } from '../trigger.js';
import type { Note } from './note.js';

/** The notes among accepted commands; nobody has been shown them yet. */
export function notesIn(triggers: readonly Trigger[]): readonly Note[] {
  return triggers.flatMap(({ verb, key, actor, at, note }) =>
    verb === 'note' ? [{ key, by: actor.login, at, text: note?.text ?? '', shown: [] }] : [],
  );
}

/** Both, the newest last; a note that is known already stays as it is known. */
export function mergedNotes(known: readonly Note[], more: readonly Note[]): readonly Note[] {
  const keys = new Set(known.map(({ key }) => key));
  const fresh = more.filter(({ key }) => !keys.has(key));
  return fresh.length === 0 ? known : [...known, ...fresh].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** The notes after those with these keys were shown to an agent of the unit. */
export function notesShown(notes: readonly Note[], keys: ReadonlySet<string>, unit: string): readonly Note[] {
  return notes.map((note) =>
    keys.has(note.key) && !note.shown.includes(unit) ? { ...note, shown: [...note.shown, unit] } : note,
  );
}

/** The record with these notes as they are known now; the commands that brought them count as applied. */
export function withNotes(record: RunRecord, notes: readonly Note[]): RunRecord {
  if (notes.length === 0) {
    return record;
  }
  const applied = new Set([...record.applied_triggers, ...notes.map(({ key }) => key)]);
  const newest = new Map(notes.map((note) => [note.key, note]));
  const known = (record.notes ?? []).map((note) => newest.get(note.key) ?? note);
  return { ...record, notes: [...mergedNotes(known, notes)], applied_triggers: [...applied] };
}
