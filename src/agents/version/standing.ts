import type { VersionRule } from '../contract.js';

/**
 * What a version found on this machine means. `too_old`: it lacks an option that we use. `untested`: outside what the contract suite ran
 * with. `never_run`: no version was ever run by us. `unknown`: the program told none.
 */
export type Standing = 'tested' | 'untested' | 'never_run' | 'too_old' | 'unknown';

export function standingOf({ oldest, tested }: Pick<VersionRule, 'oldest' | 'tested'>, found: string | null): Standing {
  if (found === null) {
    return 'unknown';
  }
  if (compareVersions(found, oldest) < 0) {
    return 'too_old';
  }
  if (tested === null) {
    return 'never_run';
  }
  const within = compareVersions(found, tested.from) >= 0 && compareVersions(found, tested.below) < 0;
  return within ? 'tested' : 'untested';
}

/** The versions that were tested, for people: `2.1.329 up to, but not, 2.2.0`. */
export function testedRange({ tested }: Pick<VersionRule, 'tested'>): string {
  return tested === null ? 'none: it was read, and never run by us' : `${tested.from} up to, but not, ${tested.below}`;
}

/** Below zero where `a` is older, above where it is newer; compared as numbers, part by part, a part that is missing as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

/** What follows the numbers of a part (`3-beta`) does not count: we rely on options, not on releases. */
function partsOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
