import { z } from 'zod';

/** Values that more than one key of the configuration has. Each message completes the sentence "<key> …". */
export function text(): z.ZodString {
  return z.string().regex(/\S/, 'must not be empty');
}

export function wholeNumber(least: number, most: number): z.ZodNumber {
  return z.number().int().min(least).max(most);
}

/** A number above zero, fractions allowed. */
export function amount(most: number): z.ZodNumber {
  return z.number().positive().max(most);
}

/** A shell line or an argument list; a line of spaces counts as unset. */
export function command() {
  const argv = z.array(z.string()).min(1, 'must name a program').refine(hasProgram, 'must name a program first');
  return z.union([z.string(), argv]).optional();
}

function hasProgram(argv: readonly string[]): boolean {
  return argv.length === 0 || (argv[0] ?? '').trim() !== '';
}

/** A name that git takes for a branch once something has been put behind it. */
export function isBranchPrefix(prefix: string): boolean {
  return isBranchName(`${prefix}x`);
}

/** The rules of `git check-ref-format --branch`. */
export function isBranchName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what git refuses.
  const forbidden = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|\/$|\.$/;
  const parts = name.split('/');
  return (
    name !== '@' && !forbidden.test(name) && parts.every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

/** A path inside the repository: relative, with forward slashes, and never upwards. */
export function isRepositoryPath(path: string): boolean {
  const parts = path.split('/');
  return (
    !path.includes('\\') && !path.includes('\u0000') && parts.every((part) => !['', '.', '..', '.git'].includes(part))
  );
}
