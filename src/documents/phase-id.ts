import { fail, ok, type Result } from '../base/result.js';
import { quoted } from './document-error.js';

export type PhaseIdProblem = 'empty' | 'missing_numeric_prefix' | 'numeric_overflow' | 'invalid_characters';

/** Why a text is no phase id; `message` is one sentence that repeats it. */
export interface PhaseIdError {
  readonly kind: PhaseIdProblem;
  readonly raw: string;
  readonly message: string;
}

/** Largest number that the digits may spell: plans written for the original hold it in 64 unsigned bits. */
const LARGEST = (1n << 64n) - 1n;
/** As many digits as that number has; a longer run, leading zeros aside, cannot fit. */
const MOST_DIGITS = LARGEST.toString().length;

/**
 * Checks a phase id: digits first, then any of `A-Z a-z 0-9 _ -`. The text itself is the id, leading zeros and case
 * included, so `01` and `1` are two different phases.
 */
export function parsePhaseId(raw: string): Result<string, PhaseIdError> {
  if (raw === '') {
    return refuse('empty', raw, 'A phase id is missing.');
  }
  const digits = leadingDigits(raw);
  if (digits === '') {
    return refuse('missing_numeric_prefix', raw, `The phase id ${quoted(raw)} does not begin with a digit.`);
  }
  if (!fits(digits)) {
    return refuse('numeric_overflow', raw, `The number in the phase id ${quoted(raw)} does not fit into 64 bits.`);
  }
  if (!/^[A-Za-z0-9_-]*$/.test(raw)) {
    const message = `The phase id ${quoted(raw)} has a character other than letters, digits, "_" and "-".`;
    return refuse('invalid_characters', raw, message);
  }
  return ok(raw);
}

/**
 * Order of two valid ids: by number, then by what follows it (bytewise, nothing first), then by the whole text, so that
 * only equal texts compare as 0.
 */
export function comparePhaseIds(a: string, b: string): number {
  const [digitsA, digitsB] = [leadingDigits(a), leadingDigits(b)];
  return (
    compareNumbers(digitsA, digitsB) ||
    compareText(a.slice(digitsA.length), b.slice(digitsB.length)) ||
    compareText(a, b)
  );
}

function leadingDigits(raw: string): string {
  return /^[0-9]*/.exec(raw)?.[0] ?? '';
}

function fits(digits: string): boolean {
  const significant = withoutZeros(digits);
  const spare = MOST_DIGITS - significant.length;
  return spare > 0 || (spare === 0 && BigInt(significant) <= LARGEST);
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=[0-9])/, '');
}

/** Without leading zeros, the longer digit run is the larger number. */
function compareNumbers(a: string, b: string): number {
  const [x, y] = [withoutZeros(a), withoutZeros(b)];
  return Math.sign(x.length - y.length) || compareText(x, y);
}

/** Ids are ASCII, so code units compare as bytes do. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function refuse(kind: PhaseIdProblem, raw: string, message: string): Result<never, PhaseIdError> {
  return fail({ kind, raw, message });
}
