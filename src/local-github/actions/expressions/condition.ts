import { Lexer } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { truthy } from '@actions/expressions/result';
import { toData } from './data.js';
import { type ExpressionScope, evaluate } from './evaluate.js';
import { render, soleExpression } from './template.js';

/** What the status functions of an `if:` answer. */
export interface Status {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

const STATUS_NAMES = new Set(['success', 'failure', 'cancelled', 'always']);

function statusFunctions(status: Status): readonly FunctionDefinition[] {
  return [
    statusFunction('success', status.success),
    statusFunction('failure', status.failure),
    statusFunction('cancelled', status.cancelled),
    statusFunction('always', true),
  ];
}

function statusFunction(name: string, answer: boolean): FunctionDefinition {
  return { name, minArgs: 0, maxArgs: 0, call: () => toData(answer) };
}

/**
 * Evaluates the `if:` of a job or step. A condition that calls no status function means
 * `success() && (condition)`, as on GitHub; text around an expression makes it a non-empty, hence true, string.
 */
export function condition(source: unknown, scope: ExpressionScope, status: Status): boolean {
  const full = { ...scope, functions: [...(scope.functions ?? []), ...statusFunctions(status)] };
  const text = source === undefined || source === null ? 'success()' : String(source).trim();
  const inner = soleExpression(text) ?? text;
  if (inner.includes('${{')) {
    return status.success && render(inner, full) !== '';
  }
  if (inner === '') {
    return status.success;
  }
  const expression = callsStatusFunction(inner) ? inner : `success() && (${inner})`;
  return truthy(evaluate(expression, full));
}

function callsStatusFunction(source: string): boolean {
  const tokens = new Lexer(source).lex().tokens;
  return tokens.some(
    (token, index) => STATUS_NAMES.has(token.lexeme.toLowerCase()) && tokens[index + 1]?.lexeme === '(',
  );
}
