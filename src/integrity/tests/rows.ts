import type { Extent } from '../source/blocks.js';
import { balancedEnd, type Source } from '../source/source.js';

/** Top-level elements of the outermost list in a text: the rows of a table. */
export function elementsOf(table: string): readonly string[] {
  if (table.startsWith('`')) {
    return table
      .slice(1, -1)
      .split('\n')
      .slice(1)
      .map(normal)
      .filter((row) => row !== '');
  }
  const open = table.search(/[[{]/);
  if (open < 0) {
    return [];
  }
  const inside = table.slice(open + 1, balancedEnd(table, open) - 1);
  const rows: string[] = [];
  let from = 0;
  for (let at = 0; at < inside.length; at += 1) {
    const character = inside[at] ?? '';
    if ('([{'.includes(character)) {
      at = balancedEnd(inside, at) - 1;
    } else if (character === '"' || character === "'") {
      const close = inside.indexOf(character, at + 1);
      at = close < 0 ? inside.length : close;
    } else if (character === ',') {
      rows.push(inside.slice(from, at));
      from = at + 1;
    }
  }
  return [...rows, inside.slice(from)].map(normal).filter((row) => row !== '');
}

/** Rows that stand as attributes in front of a test. */
export function attributeRows(source: Source, header: Extent): readonly string[] {
  const text = source.text.slice(header.start, header.end);
  switch (source.syntax.name) {
    case 'csharp':
      return matches(text, /\[\s*(?:InlineData|TestCase|DataRow|Arguments)\s*\([^\]]*\)\s*\]/g);
    case 'rust':
      return matches(text, /#\[\s*(?:case|test_case)\b[^\n]*/g);
    case 'java':
      return matches(text, /@(?:CsvSource|ValueSource|EnumSource)\s*\([\s\S]*?\)\s*(?=@|$|\n)/g).flatMap(elementsOf);
    case 'python':
      return matches(text, /parametrize\s*\([\s\S]*/g).flatMap(elementsOf);
    default:
      return [];
  }
}

/** Rows of the composite literal that a Go test runs through. */
export function literalRows(source: Source, body: Extent): readonly string[] {
  return source.syntax.name === 'go'
    ? matches(source.text.slice(body.start, body.end), /^[ \t]*(?:"[^"\n]*":\s*)?\{.*\},?[ \t]*$/gm)
    : [];
}

function matches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([row]) => normal(row));
}

function normal(row: string): string {
  return row.replaceAll(/\s+/g, ' ').trim().replace(/,$/, '');
}
