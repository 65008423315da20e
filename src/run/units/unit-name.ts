import { parsePhaseId } from '../../documents/phase-id.js';

/** What the name of a unit says: a phase of the plan, or the `round`th sweep (from 1) after a phase. */
export type UnitName =
  | { readonly kind: 'phase'; readonly phase: string }
  | { readonly kind: 'sweep'; readonly after: string; readonly round: number };

/** `phase/<id>` or `sweep/<after>-<round>`; it names the unit in orders, trailers, refs and files. */
export function unitName(name: UnitName): string {
  return name.kind === 'phase' ? `phase/${name.phase}` : `sweep/${name.after}-${name.round}`;
}

/** Reads a unit's name; null when it is none. An id may hold hyphens itself, so the round stands behind the last one. */
export function parseUnitName(text: string): UnitName | null {
  const phase = /^phase\/(.+)$/.exec(text)?.[1];
  if (phase !== undefined) {
    return parsePhaseId(phase).ok ? { kind: 'phase', phase } : null;
  }
  const [, after, round] = /^sweep\/(.+)-([1-9]\d{0,5})$/.exec(text) ?? [];
  if (after === undefined || round === undefined || !parsePhaseId(after).ok) {
    return null;
  }
  return { kind: 'sweep', after, round: Number(round) };
}

/** The phase that a unit's dispatches are charged to: a sweep counts with the phase before it. */
export function accountOf(unit: string): string {
  const name = parseUnitName(unit);
  if (name === null) {
    return unit;
  }
  return name.kind === 'phase' ? name.phase : name.after;
}

/** A unit's name as part of a file's name. */
export function unitFileName(unit: string): string {
  return unit.replaceAll('/', '-');
}
