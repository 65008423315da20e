import { fromData } from './data.js';
import { type ExpressionScope, evaluate } from './evaluate.js';

interface Part {
  readonly text: string;
  readonly expression: boolean;
}

/** A text with its `${{ }}` replaced by their values. */
export function render(text: string, scope: ExpressionScope): string {
  return split(text)
    .map((part) => (part.expression ? evaluate(part.text, scope).coerceString() : part.text))
    .join('');
}

/** Like `render`, but a text that is one expression keeps its type, and lists and maps are gone through. */
export function resolve(value: unknown, scope: ExpressionScope): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, scope));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, scope)]));
  }
  if (typeof value !== 'string') {
    return value;
  }
  const inner = soleExpression(value);
  return inner === null ? render(value, scope) : fromData(evaluate(inner, scope));
}

/** The expression of a text that is nothing but one `${{ }}`; null for any other text. */
export function soleExpression(text: string): string | null {
  const parts = split(text.trim());
  const [only] = parts;
  return parts.length === 1 && only?.expression === true ? only.text : null;
}

/** Cuts a text at its expressions; `}}` inside a quoted string does not end one. */
function split(text: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (let open = text.indexOf('${{'); open >= 0; open = text.indexOf('${{', from)) {
    const close = endOfExpression(text, open + 3);
    if (close < 0) {
      break;
    }
    if (open > from) {
      parts.push({ text: text.slice(from, open), expression: false });
    }
    parts.push({ text: text.slice(open + 3, close).trim(), expression: true });
    from = close + 2;
  }
  if (from < text.length) {
    parts.push({ text: text.slice(from), expression: false });
  }
  return parts;
}

function endOfExpression(text: string, from: number): number {
  let quoted = false;
  for (let index = from; index < text.length; index += 1) {
    if (text.charAt(index) === "'") {
      quoted = !quoted;
    } else if (!quoted && text.startsWith('}}', index)) {
      return index;
    }
  }
  return -1;
}
