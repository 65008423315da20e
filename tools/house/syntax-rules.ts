import type { Finding } from './finding.js';
import { child, isFunction, nameOf, type SourceFile, type SyntaxNode } from './source-file.js';

const PLAIN_ERRORS = ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'AggregateError'];
const MAX_PARAMETERS = 4;

/** Types that are asserted instead of known, and suppressed checks: in every TypeScript file. */
export function typeRules(file: SourceFile): Finding[] {
  return [...file.nodes.flatMap((node) => assertion(file, node)), ...suppressions(file)];
}

/** Rules for code that ships: errors are ours, parameter lists are short. */
export function codeRules(file: SourceFile): Finding[] {
  return file.nodes.flatMap((node) => [...plainError(file, node), ...longParameterList(file, node)]);
}

function assertion(file: SourceFile, node: SyntaxNode): Finding[] {
  const found = (rule: string, message: string) => [{ path: file.path, line: file.lineOf(node), rule, message }];
  switch (node.type) {
    case 'TsAsExpression':
    case 'TsTypeAssertion':
      return found('no-cast', 'asserts a type; narrow it, or read it through a schema');
    case 'TsNonNullExpression':
      return found('no-non-null', 'claims that a value is there; check it');
    case 'TsKeywordType':
      return node.kind === 'any' ? found('no-any', 'uses any; say unknown and narrow it') : [];
    default:
      return [];
  }
}

/** A suppressed type check needs to be an expected error with a reason; a suppressed lint rule needs a reason. */
function suppressions(file: SourceFile): Finding[] {
  return file.lines.flatMap((text, index) => {
    const comment = /(?:\/\/|\/\*|^\s*\*)(.*)$/.exec(text)?.[1] ?? '';
    const bad =
      /@ts-(?:ignore|nocheck)\b/.test(comment) ||
      /@ts-expect-error\W*$/.test(comment) ||
      /biome-ignore(?:-\w+)?(?:\s+[\w/]+)?\s*:?\s*(?:\*\/)?\s*$/.test(comment);
    const message = 'suppresses a check without a reason';
    return bad ? [{ path: file.path, line: index + 1, rule: 'no-suppression', message }] : [];
  });
}

function plainError(file: SourceFile, node: SyntaxNode): Finding[] {
  const callee = nameOf(child(node, 'callee'));
  const made = node.type === 'NewExpression' || node.type === 'CallExpression';
  if (!made || callee === null || !PLAIN_ERRORS.includes(callee)) {
    return [];
  }
  const message = `makes a plain ${callee}; return a value, or throw a PitbossError with code, what, why and fix`;
  return [{ path: file.path, line: file.lineOf(node), rule: 'no-plain-error', message }];
}

function longParameterList(file: SourceFile, node: SyntaxNode): Finding[] {
  if (!isFunction(node)) {
    return [];
  }
  const count = parameterCount(node);
  const message = `takes ${count} parameters; more than ${MAX_PARAMETERS} want an object`;
  return count > MAX_PARAMETERS ? [{ path: file.path, line: file.lineOf(node), rule: 'parameters', message }] : [];
}

/** A method keeps its parameters in a `function` part that has no type of its own. */
function parameterCount(node: SyntaxNode): number {
  const holder = node.type === 'ClassMethod' ? node.function : node;
  const list = typeof holder === 'object' && holder !== null && 'params' in holder ? holder.params : [];
  return Array.isArray(list) ? list.length : 0;
}
