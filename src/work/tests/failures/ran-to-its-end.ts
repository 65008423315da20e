/** Options that make a runner stop at its first failure. */
const STOPS_EARLY = /(?:^|\s)(?:--bail\b|--exitfirst\b|-x\b|--maxfail\b|--fail-?fast\b|-failfast\b)/;

/**
 * Whether a failing runner was the last thing that its command would have run. A command that goes on behind it, or that does not
 * show what it runs, may have left out tests that nobody has ever seen, so its failures cannot be told apart.
 * @param runs the command with its scripts written out
 * @param words by which the runner is known
 */
export function ranToItsEnd(runs: string, words: RegExp): boolean {
  const parts = runs
    .replaceAll(/(^|\s)#.*$/gm, '$1')
    .split(/&&|\|\||[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  const earlier = parts.slice(0, -1);
  return words.test(last) && !earlier.some((part) => words.test(part)) && !STOPS_EARLY.test(last);
}
