import type { Nodes, Paragraph, PhrasingContent, Root } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { unseenParts, visibleText } from './visible-text.js';

/** A line of a comment that addresses us: what follows the prefix, as it was written. */
export interface CommandLine {
  /** 1-based. */
  readonly line: number;
  /** Up to the first HTML in it. */
  readonly rest: string;
  /** What a reader sees behind the prefix, up to the next command line or the end of the comment. */
  readonly visible: string;
  /** `text`: what is looked at ends before the visible text does; `block`: even before the paragraph that the command stands in. */
  readonly cut: 'text' | 'block' | null;
}

export type CommandLines =
  | { readonly kind: 'lines'; readonly lines: readonly CommandLine[] }
  /** The text is built so that parsing it would take long; nothing in it is carried out. */
  | { readonly kind: 'too_complex' }
  /** Nothing in the part that is looked at, but something that may be a command behind it. */
  | { readonly kind: 'too_long' };

/** Commands further down than this are not looked for. */
export const MAX_PARSED_CHARS = 16_384;
/** Markdown parsers need quadratic time for many delimiters in one text and for deeply nested containers. */
const MAX_DELIMITERS = 1000;
const MAX_MARKERS_IN_LINE = 24;

/** `* * *` looks like nested lists and is a line across the page. */
const THEMATIC_BREAK = /^[ \t]*([-*_])(?:[ \t]*\1)+[ \t\r]*$/;

const PREFIX = /^ {0,3}\/pitboss(?=[ \t]|$)/i;
const CANDIDATE = /^ {0,3}\/pitboss(?=[ \t]|\r?$)/im;
/** Elements whose content GitHub shows as quoted, folded or code, also when blank lines end the HTML block. */
const CONTAINER_TAG = /<(\/?)(details|blockquote|pre|code)\b[^>]*>/gi;

/**
 * The lines that a reader would take for commands: at the start of a line of plain text (or of a heading or list item), never in code,
 * quotes, HTML, comments, links or folded sections. The Markdown tree decides, not the raw text.
 */
export function commandLines(text: string): CommandLines {
  const source = text.replace(/^\ufeff/, '');
  if (!CANDIDATE.test(source)) {
    return { kind: 'lines', lines: [] };
  }
  const window = source.slice(0, MAX_PARSED_CHARS);
  if (isHostile(window)) {
    return { kind: 'too_complex' };
  }
  const root = unified().use(remarkParse).parse(window);
  const isCut = source.slice(window.length).trim() !== '';
  const found = linesOfTree(root, window, isCut ? window.length : Number.POSITIVE_INFINITY);
  const beyond = found.length === 0 && CANDIDATE.test(source.slice(MAX_PARSED_CHARS));
  return beyond ? { kind: 'too_long' } : { kind: 'lines', lines: withText(found, { root, window, isCut }) };
}

interface Found {
  /** Offset of the line, and of what follows the prefix. */
  readonly start: number;
  readonly from: number;
  readonly rest: string;
  readonly inCutBlock: boolean;
}

function withText(
  found: readonly Found[],
  { root, window, isCut }: { readonly root: Root; readonly window: string; readonly isCut: boolean },
): readonly CommandLine[] {
  const unseen = unseenParts(root);
  return found.map(({ start, from, rest, inCutBlock }, index) => {
    const next = found[index + 1];
    const visible = visibleText(window, unseen, from, next?.start ?? window.length).trim();
    const cut = inCutBlock ? 'block' : next === undefined && isCut ? 'text' : null;
    return { line: window.slice(0, start).split('\n').length, rest, visible, cut };
  });
}

function isHostile(text: string): boolean {
  if ((text.match(/[*_[\]`<]/g) ?? []).length > MAX_DELIMITERS) {
    return true;
  }
  return text.split('\n').some((line) => {
    const containers = /^[ \t]*(?:(?:[-+*>]|\d{1,9}[.)])[ \t]*)+/.exec(line)?.[0] ?? '';
    return (containers.match(/[-+*>]|\d{1,9}[.)]/g) ?? []).length > MAX_MARKERS_IN_LINE && !THEMATIC_BREAK.test(line);
  });
}

function linesOfTree(root: Root, source: string, cut: number): readonly Found[] {
  const found: Found[] = [];
  let depth = 0;
  for (const node of root.children) {
    // What a cut text ends with may read differently without its rest; only the beginning of a paragraph is what it is.
    if (endOf(node) >= cut) {
      const own = depth === 0 && node.type === 'paragraph' ? linesOfText(node.children, source, node) : [];
      const first = own.find((line) => line.from > startOf(node) && line.start <= startOf(node));
      found.push(...(first === undefined ? [] : [{ ...first, inCutBlock: true }]));
      break;
    }
    if (node.type === 'html') {
      depth = Math.max(0, depth + containerBalance(node.value));
    } else if (depth === 0) {
      collect(node, source, found);
      depth = Math.max(0, containerBalance(htmlIn(node)));
    } else {
      depth = Math.max(0, depth + containerBalance(htmlIn(node)));
    }
  }
  return found;
}

function collect(node: Nodes, source: string, found: Found[]): void {
  if (node.type === 'paragraph' || node.type === 'heading') {
    found.push(...linesOfText(node.children, source, node));
  } else if (node.type === 'list' || node.type === 'listItem') {
    for (const child of node.children) {
      collect(child, source, found);
    }
  }
}

/** A line counts when its prefix lies in plain text that is a direct child of the block; its arguments end where HTML begins. */
function linesOfText(children: readonly PhrasingContent[], source: string, block: Nodes): readonly Found[] {
  const found: Found[] = [];
  const end = endOf(block);
  let start = source.lastIndexOf('\n', startOf(block) - 1) + 1;
  while (start < end) {
    const newline = source.indexOf('\n', start);
    const stop = newline === -1 ? source.length : newline;
    const line = source.slice(start, stop);
    const prefix = PREFIX.exec(line.replace(/\r$/, ''))?.[0];
    const at = start + (prefix?.indexOf('/') ?? 0);
    if (prefix !== undefined && at < end && isPlain(children, at)) {
      const html = children.find((child) => child.type === 'html' && startOf(child) >= at && startOf(child) < stop);
      const rest = source.slice(start + prefix.length, html === undefined ? stop : startOf(html));
      found.push({ start, from: start + prefix.length, rest: rest.trim(), inCutBlock: false });
    }
    start = stop + 1;
  }
  return found;
}

function isPlain(children: readonly PhrasingContent[], offset: number): boolean {
  return children.some((child) => child.type === 'text' && startOf(child) <= offset && offset < endOf(child));
}

function htmlIn(node: Nodes): string {
  if (node.type === 'html') {
    return node.value;
  }
  return 'children' in node ? node.children.map((child) => htmlIn(child)).join('') : '';
}

function containerBalance(html: string): number {
  const visible = html.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '');
  return [...visible.matchAll(CONTAINER_TAG)].reduce((sum, match) => sum + (match[1] === '/' ? -1 : 1), 0);
}

function startOf(node: Nodes | Paragraph): number {
  return node.position?.start.offset ?? 0;
}

function endOf(node: Nodes | Paragraph): number {
  return node.position?.end.offset ?? 0;
}
