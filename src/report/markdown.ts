/** GitHub's limit is 65,536 characters; some room is left for what is added around a text. */
export const BODY_LIMIT = 60_000;

/** Text of foreign origin for a place where Markdown is rendered: no mentions, references, links, images, HTML or table breaks come alive. */
export function inert(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/[\\`*_[\]<>|~&]/g, '\\$&')
    .replaceAll('@', '@\u2060')
    .replaceAll(/#(?=\d)/g, '#\u2060')
    .replaceAll(/(GH)-(?=\d)/gi, '$1-\u2060')
    .replaceAll(/(www)\./gi, '$1\u2060.')
    .replaceAll('://', ':\u2060//');
}

/** The same for the beginning of a line or of a list item, where some characters would make a heading or a list of it. */
export function inertLine(text: string): string {
  return inert(text)
    .replace(/^ ?([#+=-])/, '\\$1')
    .replace(/^ ?(\d{1,9})(?=[.)](?: |$))/, '$1\\');
}

/** Our comments and regions are found by marks: in text that is shown literally none stands. */
export function unmarked(text: string): string {
  return text.replaceAll('<!-- pitboss:', '<!\u2060-- pitboss:');
}

/** A code span that shows `text` literally. */
export function code(text: string): string {
  const clean = unmarked(text).replaceAll(/\s+/g, ' ');
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** A folded block with preformatted text inside, for long output. */
export function folded(title: string, text: string): string {
  const longest = Math.max(3, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `<details><summary>${title}</summary>\n\n${fence}text\n${unmarked(text).trimEnd()}\n${fence}\n\n</details>`;
}

/** Cuts a body at the limit, at a line end, and says so; nothing is left open. Counts characters as GitHub does. */
export function boundedBody(body: string, limit = BODY_LIMIT): string {
  const characters = [...body];
  if (characters.length <= limit) {
    return body;
  }
  const cut = characters.slice(0, limit - 200).join('');
  const atLine = cut.slice(0, Math.max(cut.lastIndexOf('\n'), 0));
  const { fence, details } = leftOpen(atLine);
  const closing = [fence === 0 ? '' : `\n${'`'.repeat(fence)}`, '\n\n</details>'.repeat(details)].join('');
  return `${atLine}${closing}\n\n_The rest was left out: the text is longer than GitHub allows._\n`;
}

/** Length of the fence that is still open at the end of a text of ours, and how many folded blocks are. */
function leftOpen(text: string): { readonly fence: number; readonly details: number } {
  let fence = 0;
  let details = 0;
  for (const line of text.split('\n')) {
    // In a list a fence is indented; a line with more of them behind it is a code span.
    const run = /^ *(`{3,})[^`]*$/.exec(line)?.[1]?.length ?? 0;
    if (fence > 0) {
      fence = run >= fence && line.trim().length === run ? 0 : fence;
    } else if (run > 0) {
      fence = run;
    } else {
      details += line.startsWith('<details>') ? 1 : line === '</details>' ? -1 : 0;
    }
  }
  return { fence, details: Math.max(0, details) };
}

/** At most `limit` characters of a text of foreign origin, in one line. */
export function clipped(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}
