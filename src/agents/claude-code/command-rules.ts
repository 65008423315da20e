/** A variable that is set for one command; Claude Code looks past the harmless ones itself. */
const ASSIGNMENT = /^\w+=[\w@%+./:-]*$/;

/** A word that means itself to a shell and to a rule alike. */
const PLAIN_WORD = /^[\w@%+=./:-]+$/;

/**
 * Rules that let Claude Code run these command lines, each by its beginning. It looks at every part of a chain by itself, so a
 * chain needs a rule for each of its parts; one that a rule cannot name exactly is left out: then it is asked for, which in
 * headless work means denied.
 */
export function commandRules(lines: readonly string[]): readonly string[] {
  const parts = lines.flatMap((line) => line.split('&&').map((part) => withoutVariables(part.trim().split(/\s+/))));
  const plain = parts.filter((words) => words.length > 0 && words.every((word) => PLAIN_WORD.test(word)));
  return [...new Set(plain.map((words) => `Bash(${words.join(' ')}:*)`))];
}

function withoutVariables(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !ASSIGNMENT.test(word));
  return start < 0 ? [] : words.slice(start);
}
