import type { Nodes, Root } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

export interface Piece {
  readonly line: number;
  readonly text: string;
}

export interface Document {
  /** Path from the project's root. */
  readonly path: string;
  /** Targets of links and pictures. */
  readonly links: readonly Piece[];
  readonly fences: readonly (Piece & { readonly language: string })[];
  readonly inlineCode: readonly Piece[];
  /** Anchors that GitHub gives to the headings. */
  readonly anchors: ReadonlySet<string>;
}

/** Reads what the checks need to know of one Markdown document. */
export function readDocument(path: string, text: string): Document {
  const nodes = flatten(unified().use(remarkParse).parse(text));
  return {
    path,
    links: nodes.flatMap((node) => ('url' in node ? [{ line: lineOf(node), text: node.url }] : [])),
    fences: nodes.flatMap((node) =>
      node.type === 'code' ? [{ line: lineOf(node), text: node.value, language: node.lang ?? '' }] : [],
    ),
    inlineCode: nodes.flatMap((node) => (node.type === 'inlineCode' ? [{ line: lineOf(node), text: node.value }] : [])),
    anchors: anchorsOf(nodes),
  };
}

function flatten(root: Root): readonly Nodes[] {
  const below = (node: Nodes): readonly Nodes[] => [node, ...('children' in node ? node.children.flatMap(below) : [])];
  return below(root);
}

function lineOf(node: Nodes): number {
  return node.position?.start.line ?? 1;
}

/** GitHub's rule: lower case, punctuation dropped, spaces to hyphens, a number behind the second of the same name. */
function anchorsOf(nodes: readonly Nodes[]): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const node of nodes.filter((candidate) => candidate.type === 'heading')) {
    const slug = plainText(node)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let name = slug;
    for (let again = 1; anchors.has(name); again += 1) {
      name = `${slug}-${again}`;
    }
    anchors.add(name);
  }
  return anchors;
}

function plainText(node: Nodes): string {
  if ('children' in node) {
    return node.children.map(plainText).join('');
  }
  return 'value' in node ? node.value : '';
}
