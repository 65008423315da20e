import type { Nodes, Root } from 'mdast';

/** A part of the source that GitHub does not show as it is written, and what a reader sees in its place. */
export interface Unseen {
  readonly start: number;
  readonly end: number;
  readonly shown: string;
}

/**
 * HTML and link definitions of a comment, in the order of the text. A reader sees neither tags nor HTML comments nor definitions, so
 * none of them may say something to an agent that people do not see.
 */
export function unseenParts(root: Root): readonly Unseen[] {
  return partsIn(root).toSorted((a, b) => a.start - b.start);
}

function partsIn(node: Nodes): readonly Unseen[] {
  const start = node.position?.start.offset ?? 0;
  const end = node.position?.end.offset ?? 0;
  if (node.type === 'html') {
    return [{ start, end, shown: shownOf(node.value) }];
  }
  if (node.type === 'definition') {
    return [{ start, end, shown: '' }];
  }
  return 'children' in node ? node.children.flatMap((child) => partsIn(child)) : [];
}

/** HTML without comments, declarations and tags. What is not closed hides all that follows, as it does in a browser. */
function shownOf(html: string): string {
  return html
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replaceAll(/<[!?][\s\S]*?(?:>|$)/g, '')
    .replaceAll(/<\/?[A-Za-z](?:[^>"']|"[^"]*(?:"|$)|'[^']*(?:'|$))*(?:>|$)/g, '');
}

/** Characters that show nothing, or make a text look different from what it is: controls, marks of direction, tag letters. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}]/gu;

/** The text between two offsets as a reader sees it; line ends become LF. */
export function visibleText(source: string, parts: readonly Unseen[], from: number, to: number): string {
  let text = '';
  let at = from;
  for (const { start, end, shown } of parts) {
    if (end <= at || start >= to) {
      continue;
    }
    text += source.slice(at, Math.max(at, start)) + shown;
    at = Math.min(end, to);
  }
  return (text + source.slice(at, to)).replaceAll(/\r\n?/g, '\n').replaceAll(INVISIBLE, '');
}
