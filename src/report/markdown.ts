/** GitHub's limit is 65,536 characters; some room is left for what is added around a text. */
export const BODY_LIMIT = 60_000;

/** Text of foreign origin for a place where Markdown is rendered: no mentions, references, links, images, HTML or table breaks come alive. */
export function inert(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
    .replaceAll(/[\\`*_[\]<>|~]/g, '\\$&')
    .replaceAll('@', '@\u2060')
    .replaceAll(/#(?=\d)/g, '#\u2060')
    .replaceAll(/\b(https?):\/\//gi, '$1:\u2060//');
}

/** A code span that shows `text` literally. */
export function code(text: string): string {
  const clean = text.replaceAll(/\s+/g, ' ');
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** A folded block with preformatted text inside, for long output. */
export function folded(title: string, text: string): string {
  const longest = Math.max(3, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `<details><summary>${title}</summary>\n\n${fence}text\n${text.trimEnd()}\n${fence}\n\n</details>`;
}

/** Cuts a body at the limit, at a line end, and says so. Counts characters as GitHub does. */
export function boundedBody(body: string, limit = BODY_LIMIT): string {
  const characters = [...body];
  if (characters.length <= limit) {
    return body;
  }
  const cut = characters.slice(0, limit - 200).join('');
  const atLine = cut.slice(0, Math.max(cut.lastIndexOf('\n'), 0));
  const openFence = (atLine.match(/^`{4,}/gm)?.length ?? 0) % 2 === 1 ? '\n````````' : '';
  const openDetails =
    (atLine.match(/<details>/g)?.length ?? 0) > (atLine.match(/<\/details>/g)?.length ?? 0) ? '\n\n</details>' : '';
  return `${atLine}${openFence}${openDetails}\n\n_The rest was left out: the text is longer than GitHub allows._\n`;
}
