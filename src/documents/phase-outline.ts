import type { List, ListItem, Paragraph, RootContent } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

/** What a phase body says under its labels **Scope.**, **Deliverables.** and **Acceptance.**, as Markdown source. */
export interface PhaseOutline {
  /** Empty when there is no such label. */
  readonly scope: string;
  /** One entry per list item, nested ones included, or one per paragraph. */
  readonly deliverables: readonly string[];
  readonly acceptance: readonly string[];
}

/** Markdown parsing is quadratic on hostile input; this much of a body is read, in characters, and no more. */
const LONGEST_BODY = 8 * 1024;
/** Lines that open this many lists and quotes at once mean nothing to people and cost seconds each. */
const ABSURD_NESTING = /^(?:[ \t]*(?:>|(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]))){40}/;

const LABEL = /^(scope|deliverables|acceptance)[.:]?$/i;
const CHECKBOX = /^\[[ xX]\]\s+/;
const markdown = unified().use(remarkParse).freeze();

type Section = 'scope' | 'deliverables' | 'acceptance';
type Entries = Record<Section, string[]>;

/** Reads the labelled sections of one phase body. Never to be used on a whole plan. */
export function phaseOutline(body: string): PhaseOutline {
  const lines = body.slice(0, LONGEST_BODY).split('\n');
  const source = lines.filter((line) => !ABSURD_NESTING.test(line)).join('\n');
  const entries: Entries = { scope: [], deliverables: [], acceptance: [] };
  let section: Section | null = null;
  for (const node of markdown.parse(source).children) {
    section = readBlock(node, source, { section, entries });
  }
  return { ...entries, scope: entries.scope.join('\n\n') };
}

/** Adds what a block says to the section it belongs to; returns the section that is open behind it. */
function readBlock(
  node: RootContent,
  source: string,
  state: { readonly section: Section | null; readonly entries: Entries },
): Section | null {
  if (node.type === 'heading') {
    return null;
  }
  if (node.type === 'paragraph') {
    return readParagraph(node, source, state);
  }
  if (state.section !== null) {
    const texts =
      node.type === 'list' && state.section !== 'scope' ? itemTexts(node, source) : [sourceOf(node, source)];
    state.entries[state.section].push(...texts);
  }
  return state.section;
}

/** A paragraph may hold several labels, one at the beginning of each line. */
function readParagraph(
  paragraph: Paragraph,
  source: string,
  state: { readonly section: Section | null; readonly entries: Entries },
): Section | null {
  const end = offset(paragraph.position?.end.offset);
  let section = state.section;
  let from = offset(paragraph.position?.start.offset);
  const keep = (to: number): void => {
    const text = oneLine(source.slice(from, to));
    if (section !== null && text !== '') {
      state.entries[section].push(text);
    }
  };
  for (const child of paragraph.children) {
    const start = offset(child.position?.start.offset);
    const label = child.type === 'strong' && atLineStart(source, start) ? labelOf(sourceOf(child, source)) : null;
    if (label !== null) {
      keep(start);
      section = label;
      from = offset(child.position?.end.offset);
    }
  }
  keep(end);
  return section;
}

function labelOf(strong: string): Section | null {
  const name = LABEL.exec(strong.slice(2, -2).trim())?.[1]?.toLowerCase();
  return name === 'scope' || name === 'deliverables' || name === 'acceptance' ? name : null;
}

function atLineStart(source: string, index: number): boolean {
  return source.slice(source.lastIndexOf('\n', index - 1) + 1, index).trim() === '';
}

/** The items of a list from top to bottom, each without its nested lists, which follow as items of their own. */
function itemTexts(list: List, source: string): string[] {
  const texts: string[] = [];
  const waiting: ListItem[] = [...list.children].reverse();
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    const own = item.children.filter((child) => child.type !== 'list').map((child) => sourceOf(child, source));
    const text = oneLine(own.join(' ')).replace(CHECKBOX, '');
    if (text !== '') {
      texts.push(text);
    }
    const nested = item.children.flatMap((child) => (child.type === 'list' ? child.children : []));
    waiting.push(...nested.reverse());
  }
  return texts;
}

function sourceOf(node: RootContent, source: string): string {
  return source.slice(offset(node.position?.start.offset), offset(node.position?.end.offset));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Positions are optional in the tree's type only: the parser always sets them. */
function offset(value: number | undefined): number {
  return value ?? 0;
}
