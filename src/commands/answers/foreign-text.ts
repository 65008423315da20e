const BREAK = '\u200b';

/** Comments stay below GitHub's limit of 65,536 characters with room to spare. */
export const MAX_BODY_CHARS = 60_000;

/**
 * Text of others inside a sentence of ours: mentions, references, links and hidden markers in it do nothing. Cut at `max` characters.
 */
export function foreign(text: string, max = 300): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
  const line = cut(text.replaceAll(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim(), max);
  return (
    line
      // First, because GitHub looks for mentions after `&commat;` has become a character.
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('@', `@${BREAK}`)
      .replaceAll(/#(?=\d)/g, `#${BREAK}`)
      .replaceAll(/\b(GH)-(?=\d)/gi, `$1-${BREAK}`)
      .replaceAll('://', `:${BREAK}//`)
      .replaceAll(/\bwww\./gi, (found) => `${found.slice(0, -1)}${BREAK}.`)
      .replaceAll(/[\\`*_[\]|~]/g, (found) => `\\${found}`)
  );
}

/** The same as inline code, for what people wrote as code: a command, a path, a value. */
export function foreignCode(text: string, max = 200): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
  const line = cut(text.replaceAll(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim(), max);
  return `\`${line.replaceAll('`', "'").replaceAll('<!--', `<${BREAK}!--`).replaceAll('|', '\u00a6')}\``;
}

/** Whole characters only, with an ellipsis where something is missing. */
function cut(text: string, max: number): string {
  const letters = [...text.slice(0, max * 2)];
  return letters.length <= max && text.length <= max * 2 ? text : `${letters.slice(0, max - 1).join('')}…`;
}
