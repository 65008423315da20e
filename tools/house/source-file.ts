import { Buffer } from 'node:buffer';
import { parseSync } from '@swc/core';

/** A node of the syntax tree: `type`, `span`, and whatever that kind of node carries. */
export interface SyntaxNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface ImportEdge {
  /** As written: `./x.js`, `node:fs`, `zod`. */
  readonly specifier: string;
  /** Imported names; `*` for a namespace, a re-export of everything or a dynamic import. */
  readonly names: readonly string[];
  readonly line: number;
}

export interface ExportedValue {
  readonly name: string;
  readonly line: number;
}

export interface SourceFile {
  /** Path from the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly nodes: readonly SyntaxNode[];
  readonly imports: readonly ImportEdge[];
  /** Exported functions, constants and classes; types are left out. */
  readonly exports: readonly ExportedValue[];
  lineOf(node: SyntaxNode): number;
  /** Last line of the node. */
  endLineOf(node: SyntaxNode): number;
}

/**
 * Parses one TypeScript or JavaScript file. The parser counts positions from the start of everything it has ever parsed, so
 * a lone semicolon in front marks where this file begins; it stands on the first line and moves no line number.
 */
export function readSource(path: string, text: string): SourceFile {
  const marked = `;${text.replace(/^#!/, '//')}`;
  const tree = parseSync(marked, { syntax: 'typescript', target: 'es2022' });
  const origin = tree.body[0]?.span.start ?? 0;
  const bytes = Buffer.from(marked);
  const lineAt = (offset: number) => countLineEnds(bytes.subarray(0, Math.max(0, offset - origin))) + 1;
  const nodes = flatten(tree);
  const lineOf = (node: SyntaxNode) => lineAt(spanOf(node).start);
  return {
    path,
    text,
    lines: text.split('\n'),
    nodes,
    imports: nodes.flatMap((node) => importOf(node, lineOf)),
    exports: nodes.flatMap((node) => exportsOf(node, lineOf)),
    lineOf,
    endLineOf: (node) => lineAt(spanOf(node).end),
  };
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

const FUNCTIONS = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'MethodProperty',
  'Constructor',
];

export function isFunction(node: SyntaxNode): boolean {
  return FUNCTIONS.includes(node.type);
}

/** The node in a field, or null where there is none. */
export function child(node: SyntaxNode | null, field: string): SyntaxNode | null {
  const value = node?.[field];
  return isNode(value) ? value : null;
}

/** Name of an identifier or value of a string literal; null for anything else. */
export function nameOf(node: SyntaxNode | null): string | null {
  const value = node?.value;
  return (node?.type === 'Identifier' || node?.type === 'StringLiteral') && typeof value === 'string' ? value : null;
}

export function listOf(node: SyntaxNode | null, field: string): readonly SyntaxNode[] {
  const value = node?.[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function flatten(root: unknown): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const queue: unknown[] = [root];
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    if (typeof value !== 'object' || value === null) {
      continue;
    }
    if (isNode(value)) {
      found.push(value);
    }
    queue.push(...Object.values(value).filter((part) => typeof part === 'object' && part !== null));
  }
  return found;
}

function spanOf(node: SyntaxNode): { start: number; end: number } {
  const span = node.span;
  if (typeof span === 'object' && span !== null && 'start' in span && 'end' in span) {
    return { start: Number(span.start), end: Number(span.end) };
  }
  return { start: 0, end: 0 };
}

function countLineEnds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    count += 1;
  }
  return count;
}

function importOf(node: SyntaxNode, lineOf: (node: SyntaxNode) => number): ImportEdge[] {
  const edge = (specifier: string | null, names: readonly string[]) =>
    specifier === null ? [] : [{ specifier, names, line: lineOf(node) }];
  switch (node.type) {
    case 'ImportDeclaration':
      return edge(nameOf(child(node, 'source')), listOf(node, 'specifiers').map(importedName));
    case 'ExportAllDeclaration':
      return edge(nameOf(child(node, 'source')), ['*']);
    case 'ExportNamedDeclaration':
      return edge(nameOf(child(node, 'source')), listOf(node, 'specifiers').map(reexportedName));
    case 'TsImportType':
      return edge(nameOf(child(node, 'argument')), ['*']);
    case 'CallExpression':
      return child(node, 'callee')?.type === 'Import' ? edge(dynamicTarget(node), ['*']) : [];
    default:
      return [];
  }
}

function importedName(specifier: SyntaxNode): string {
  if (specifier.type === 'ImportNamespaceSpecifier') {
    return '*';
  }
  if (specifier.type === 'ImportDefaultSpecifier') {
    return 'default';
  }
  return nameOf(child(specifier, 'imported')) ?? nameOf(child(specifier, 'local')) ?? '*';
}

function reexportedName(specifier: SyntaxNode): string {
  return nameOf(child(specifier, 'orig')) ?? '*';
}

/** The parser gives arguments as `{spread, expression}` pairs without a type. */
function dynamicTarget(call: SyntaxNode): string | null {
  const list = call.arguments;
  const first: unknown = Array.isArray(list) ? list[0] : null;
  const expression = typeof first === 'object' && first !== null && 'expression' in first ? first.expression : null;
  return isNode(expression) ? nameOf(expression) : null;
}

function exportsOf(node: SyntaxNode, lineOf: (node: SyntaxNode) => number): ExportedValue[] {
  if (node.type !== 'ExportDeclaration') {
    return [];
  }
  const declaration = child(node, 'declaration');
  const names =
    declaration?.type === 'VariableDeclaration'
      ? listOf(declaration, 'declarations').map((entry) => nameOf(child(entry, 'id')))
      : [isValue(declaration) ? nameOf(child(declaration, 'identifier')) : null];
  return names.filter((name) => name !== null).map((name) => ({ name, line: lineOf(node) }));
}

function isValue(declaration: SyntaxNode | null): boolean {
  return declaration?.type === 'FunctionDeclaration' || declaration?.type === 'ClassDeclaration';
}
