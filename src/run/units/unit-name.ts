import { parsePhaseId } from '../../documents/phase-id.js';
import { PROMPT_NAME } from '../../grind/prompt.js';
import { paddedSeq } from '../../grind/session-record.js';

/** What the name of a unit says: a phase of the plan, the `round`th sweep (from 1) after a phase, or a session of a grind run. */
export type UnitName =
  | { readonly kind: 'phase'; readonly phase: string }
  | { readonly kind: 'sweep'; readonly after: string; readonly round: number }
  | { readonly kind: 'session'; readonly seq: number; readonly prompt: string };

/** `phase/<id>`, `sweep/<after>-<round>` or `session/<NNNN>-<prompt>`; it names the unit in orders, trailers, refs and files. */
export function unitName(name: UnitName): string {
  switch (name.kind) {
    case 'phase':
      return `phase/${name.phase}`;
    case 'sweep':
      return `sweep/${name.after}-${name.round}`;
    case 'session':
      return `session/${paddedSeq(name.seq)}-${name.prompt}`;
  }
}

/** Reads a unit's name; null when it is none. An id may hold hyphens itself, so the round stands behind the last one. */
export function parseUnitName(text: string): UnitName | null {
  const phase = /^phase\/(.+)$/.exec(text)?.[1];
  if (phase !== undefined) {
    return parsePhaseId(phase).ok ? { kind: 'phase', phase } : null;
  }
  const [, seq, prompt] = /^session\/(\d{4,9})-(.+)$/.exec(text) ?? [];
  if (seq !== undefined && prompt !== undefined) {
    return PROMPT_NAME.test(prompt) ? { kind: 'session', seq: Number(seq), prompt } : null;
  }
  const [, after, round] = /^sweep\/(.+)-([1-9]\d{0,5})$/.exec(text) ?? [];
  if (after === undefined || round === undefined || !parsePhaseId(after).ok) {
    return null;
  }
  return { kind: 'sweep', after, round: Number(round) };
}

/** What a unit's dispatches are charged to: a phase; for a sweep the phase before it, for a session its prompt. */
export function accountOf(unit: string): string {
  const name = parseUnitName(unit);
  switch (name?.kind) {
    case undefined:
      return unit;
    case 'phase':
      return name.phase;
    case 'sweep':
      return name.after;
    case 'session':
      return name.prompt;
  }
}

/** A unit's name as part of a file's name. */
export function unitFileName(unit: string): string {
  return unit.replaceAll('/', '-');
}
