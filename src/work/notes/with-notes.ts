import { notesSection, notesThatFit } from '../../prompts/notes.js';
import type { Note } from '../../run/notes/note.js';
import { mergedNotes, notesShown } from '../../run/notes/take-notes.js';
import type { Role } from '../../run/usage.js';
import type { Unit, WorkPorts } from '../unit.js';
import type { UnitPrompts } from '../unit-prompts.js';
import type { Worksheet } from '../worksheet.js';

/** Whether agents of a role are told what people noted: those who write the code. The auditor judges by the plan alone. */
function isTold(role: Role): boolean {
  return role === 'implementer' || role === 'fixer';
}

/** The notes of this unit, with those that came in just now. */
export function takeNotes(sheet: Worksheet, { newNotes }: Pick<WorkPorts, 'newNotes'>): readonly Note[] {
  sheet.notes = mergedNotes(sheet.notes, newNotes?.() ?? []);
  return sheet.notes;
}

/** Prompts that end with the notes that people wrote to the run, those that came in just now included. */
export function withNotes(prompts: UnitPrompts, ports: Pick<WorkPorts, 'newNotes'>): UnitPrompts {
  const told = (sheet: Worksheet, prompt: string): string => {
    const section = notesSection(takeNotes(sheet, ports));
    return section === '' ? prompt : `${prompt.trimEnd()}\n\n${section}\n`;
  };
  return {
    implementer: (sheet, ...facts) => told(sheet, prompts.implementer(sheet, ...facts)),
    fixer: (sheet, ...facts) => told(sheet, prompts.fixer(sheet, ...facts)),
    auditor: prompts.auditor,
  };
}

/** Puts down that an agent of this role has been shown the notes: it was started with them. */
export function noteShown({ order }: Unit, sheet: Worksheet, role: Role): void {
  if (isTold(role)) {
    const keys = new Set(notesThatFit(sheet.notes).map(({ key }) => key));
    sheet.notes = notesShown(sheet.notes, keys, order.unit);
  }
}
