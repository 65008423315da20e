import type { Note } from '../../run/notes/note.js';
import type { RunRecord } from '../../run/record.js';
import { plural } from '../format.js';
import { clipped, code, inert } from '../markdown.js';

/** Notes that are listed at most, the newest; longest one that is shown whole, in characters; units that are named. */
const ROWS = 10;
const TEXT = 300;
const UNITS = 5;

/** Notes of people on a run as a Markdown list, the newest last; empty where there are none. */
function noteRows(record: RunRecord): readonly string[] {
  const notes = record.notes ?? [];
  const rows = notes
    .slice(-ROWS)
    .map(
      (note) => `- ${inert(clipped(note.by, 100))}: ${inert(clipped(note.text, TEXT))} (${fate(note, record, code)})`,
    );
  return notes.length > ROWS ? [`- ${plural(notes.length - ROWS, 'earlier note')}`, ...rows] : rows;
}

/** Who has read a note: units by their names, or nobody. */
function fate({ shown }: Note, { status }: RunRecord, write: (unit: string) => string): string {
  if (shown.length === 0) {
    return status === 'finished' || status === 'folded' ? 'no agent was shown it' : 'no agent has been shown it yet';
  }
  const units = shown.slice(-UNITS).map(write).join(', ');
  return `shown in ${shown.length > UNITS ? '…, ' : ''}${units}`;
}

/** As a part of the status comment. */
export function notesParagraph(record: RunRecord): string {
  const rows = noteRows(record);
  return rows.length === 0 ? '' : `**Notes:**\n\n${rows.join('\n')}`;
}

/** As a section of the pull request. */
export function notesSection(record: RunRecord): string {
  const rows = noteRows(record);
  return rows.length === 0 ? '' : `## Notes\n\n${rows.join('\n')}`;
}

/** For a terminal. */
export function noteLines(record: RunRecord): readonly string[] {
  const notes = record.notes ?? [];
  const rows = notes.slice(-ROWS).map((note) => {
    const text = clipped(note.text.replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}]/gu, ''), TEXT);
    return `  ${clipped(note.by, 100)}: "${text}" (${fate(note, record, (unit) => unit)})`;
  });
  return notes.length === 0 ? [] : [`notes: ${notes.length}`, ...rows];
}
