import { z } from 'zod';
import type { RunRecord } from '../record.js';

/** Commits of people on the run branch, from which the run went on because a person said so. */
export const adoptionSchema = z.looseObject({
  /** The branch's tip before and after: what we had recorded, and what the person saw. */
  from: z.string(),
  to: z.string(),
  count: z.number().int().positive(),
  /** The newest of them first, at most `MOST_COMMITS`. */
  commits: z.array(z.looseObject({ sha: z.string(), author: z.string() })),
  /** Login of the person whose command took them over. */
  by: z.string(),
  at: z.string(),
});
export type Adoption = z.infer<typeof adoptionSchema>;

/** A kept tree that no unit will take up any more. It stays where it is until somebody removes it. */
export const setAsideSchema = z.looseObject({
  unit: z.string(),
  ref: z.string(),
  sha: z.string(),
  /** Paths in which it conflicts with the branch. */
  conflicts: z.array(z.string()),
});
export type SetAside = z.infer<typeof setAsideSchema>;

const MOST_ADOPTIONS = 50;
const MOST_COMMITS = 50;
const LONGEST_NAME = 100;
const MOST_SET_ASIDE = 20;
const MOST_CONFLICTS = 20;

export interface Adopted {
  readonly to: string;
  /** Newest first. */
  readonly commits: readonly { readonly sha: string; readonly author: { readonly name: string } }[];
  readonly by: string;
  readonly at: string;
}

/** The record on top of adopted commits. What the unit in flight has kept is left to whoever takes the unit up. */
export function adopt(record: RunRecord, { to, commits, by, at }: Adopted): RunRecord {
  const adoption: Adoption = {
    from: record.head_sha,
    to,
    count: commits.length,
    commits: commits.slice(0, MOST_COMMITS).map(({ sha, author }) => ({ sha, author: shortened(author.name) })),
    by,
    at,
  };
  return {
    ...record,
    head_sha: to,
    adopted: [...(record.adopted ?? []), adoption].slice(-MOST_ADOPTIONS),
    updated_at: at,
  };
}

function shortened(name: string): string {
  return [...name].slice(0, LONGEST_NAME).join('');
}

/** The record with one more kept tree that is not taken up. */
export function setAside(record: RunRecord, aside: SetAside): RunRecord {
  const bounded = { ...aside, conflicts: aside.conflicts.slice(0, MOST_CONFLICTS) };
  const others = (record.set_aside ?? []).filter(({ ref }) => ref !== aside.ref);
  return { ...record, set_aside: [...others, bounded].slice(-MOST_SET_ASIDE) };
}
