/** Filter patterns of GitHub: `*` stops at a slash, `**` does not; `?`, `+` and `[...]` as in the workflow syntax. */
export function globToRegExp(pattern: string): RegExp {
  let source = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern.charAt(index);
    if (pattern.startsWith('**/', index)) {
      source += '(?:.*/)?';
      index += 2;
    } else if (pattern.startsWith('**', index)) {
      source += '.*';
      index += 1;
    } else if (char === '*') {
      source += '[^/]*';
    } else if (char === '?' || char === '+' || char === '[' || char === ']') {
      source += char;
    } else {
      source += char.replace(/[\\^$.|(){}/]/g, '\\$&');
    }
  }
  return new RegExp(`^${source}$`);
}

/** Whether a name passes a list of patterns; later patterns win, and one that starts with `!` takes out again. */
export function matchesPatterns(name: string, patterns: readonly string[]): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const negative = pattern.startsWith('!');
    if (globToRegExp(negative ? pattern.slice(1) : pattern).test(name)) {
      matched = !negative;
    }
  }
  return matched;
}
