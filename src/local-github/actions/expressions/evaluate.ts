import { type data, Evaluator, Lexer, Parser } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { toDictionary } from './data.js';

/** What an expression may see: named contexts (`github`, `inputs` …) and functions beyond the built-in ones. */
export interface ExpressionScope {
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly functions?: readonly FunctionDefinition[];
}

/**
 * Evaluates one expression (the text between `${{` and `}}`) with GitHub's own evaluator.
 * Throws its ExpressionError for bad syntax and for names that the scope does not have.
 */
export function evaluate(source: string, scope: ExpressionScope): data.ExpressionData {
  const functions = [...(scope.functions ?? [])];
  const tokens = new Lexer(source).lex().tokens;
  const tree = new Parser(tokens, Object.keys(scope.contexts), functions).parse();
  const implementations = new Map(functions.map((item) => [item.name.toLowerCase(), item]));
  return new Evaluator(tree, toDictionary(scope.contexts), implementations).evaluate();
}
