import type { ErrorParts } from '../../base/pitboss-error.js';

/** One thing that was looked at. */
export interface Check {
  /** Stable, in snake_case; a stuck state has a name of its own. */
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly what: string;
  /** Null when all is well. */
  readonly why: string | null;
  readonly fix: string | null;
}

export function good(name: string, what: string): Check {
  return { name, state: 'ok', what, why: null, fix: null };
}

type Parts = Omit<ErrorParts, 'code'>;

export function warning(name: string, parts: Parts): Check {
  return { name, state: 'warning', ...partsOf(parts) };
}

export function problem(name: string, parts: Parts): Check {
  return { name, state: 'problem', ...partsOf(parts) };
}

function partsOf({ what, why, fix }: Parts): Parts {
  return { what, why, fix };
}
