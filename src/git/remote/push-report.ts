/** What happened to one ref in a push, by `git push --porcelain`. */
export interface RefReport {
  readonly ref: string;
  readonly fate: 'done' | 'stale' | 'refused' | 'collateral';
  /** The reason in parentheses, as git or the remote gave it. */
  readonly reason: string;
}

/** The ref stood elsewhere than we thought, whether we noticed or the remote did. */
const STALE = [
  /stale info/i,
  /fetch first/i,
  /needs force/i,
  /non-fast-forward/i,
  /cannot lock ref/i,
  /failed to lock/i,
  /already exists/i,
  /incorrect old value/i,
  /reference (is )?missing/i,
  /failed to update ref/i,
  /remote ref updated since/i,
] as const;

/** Refs that failed only because another one of the same atomic push did. */
const COLLATERAL = /^(atomic (push|transaction) fail(ed|ure)|transaction (failed|aborted))/i;

/** Reads the report lines; text that is not one (the target, `Done`) is passed over. */
export function parsePushReport(stdout: string): readonly RefReport[] {
  return stdout.split('\n').flatMap((line) => {
    const match = /^([ +\-*=!])\t[^\t]*:(refs\/[^\t]+)\t(.*)$/.exec(line);
    const [, flag = '', ref = '', summary = ''] = match ?? [];
    if (match === null) {
      return [];
    }
    const reason = /\((.*)\)\s*$/.exec(summary)?.[1] ?? summary;
    return [{ ref, fate: flag === '!' ? fateOf(reason) : 'done', reason }] as const;
  });
}

function fateOf(reason: string): RefReport['fate'] {
  if (COLLATERAL.test(reason)) {
    return 'collateral';
  }
  return STALE.some((pattern) => pattern.test(reason)) ? 'stale' : 'refused';
}

/**
 * Which refs an atomic push lost when the remote blames none of them in its report: another writer came between reading and
 * writing, and only the remote's text names the ref whose lock or value was not as expected. Empty when it was something else.
 */
export function lostInRace(stderr: string, refs: readonly string[]): readonly string[] {
  const lines = stderr.split('\n').filter((line) => STALE.some((pattern) => pattern.test(line)));
  const named = refs.filter((ref) => lines.some((line) => line.includes(`'${ref}'`)));
  return named.length > 0 || lines.length === 0 ? named : refs;
}
