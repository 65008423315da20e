import type { Adoption } from '../../run/branch/adoption.js';
import type { RunRecord } from '../../run/record.js';
import { plural } from '../format.js';
import { clipped, code, inert } from '../markdown.js';

/** Commits and kept trees that are shown; how many there are beyond is said. */
const SHOWN = 20;

/** Which commits of the branch are not ours, and which work of ours they left no room for. */
export function adoptedSection(record: Pick<RunRecord, 'adopted' | 'set_aside' | 'kind'>): string {
  const fate =
    record.kind === 'grind'
      ? 'The sessions that followed build on them; Pitboss did not audit them.'
      : 'Pitboss tested the result with the next phase and did not audit them.';
  const rows = [...(record.adopted ?? []).map((adoption) => adoptionRow(adoption, fate)), ...asideRows(record)];
  return rows.length === 0 ? '' : `## Commits that are not ours\n\n${rows.join('\n')}`;
}

function adoptionRow({ count, commits, to, by }: Adoption, fate: string): string {
  const shown = commits.slice(0, SHOWN).map(({ sha, author }) => `${sha.slice(0, 7)} (${inert(clipped(author, 60))})`);
  const more = count > shown.length ? ` and ${count - shown.length} more` : '';
  return `- ${plural(count, 'commit')} up to ${to.slice(0, 7)}, taken over as ${inert(by)} asked: ${shown.join(', ')}${more}. ${fate}`;
}

function asideRows({ set_aside: asides }: Pick<RunRecord, 'set_aside'>): readonly string[] {
  return (asides ?? [])
    .slice(-SHOWN)
    .map(
      ({ unit, ref }) =>
        `- The unfinished work on ${inert(unit)} did not fit them and was begun anew; it is kept at ${code(ref)}.`,
    );
}
