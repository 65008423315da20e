const BARE_OR_QUOTED = `(?:[A-Za-z0-9_-]+|"(?:[^"\\\\]|\\\\.)*"|'[^']*')`;
const DOTTED = `${BARE_OR_QUOTED}(?:\\s*\\.\\s*${BARE_OR_QUOTED})*`;
const HEADER = new RegExp(`^\\s*\\[(\\[)?\\s*(${DOTTED})\\s*\\]\\]?\\s*(?:#.*)?$`);
const ASSIGNMENT = new RegExp(`^\\s*(${DOTTED})\\s*=`);
const PART = new RegExp(BARE_OR_QUOTED, 'g');

/** Keys deeper than this are not looked for: nothing of ours lies so deep. */
const DEEPEST = 20;

/** Finds the line of a key, or of the nearest table around it; counted from 1. */
export type LineOf = (path: readonly string[]) => number | null;

/**
 * Where the keys of a TOML text stand; those of an array of tables by their place in it. The parser checks the text and does not
 * tell; this only has to find what it found.
 */
export function tomlLines(text: string): LineOf {
  const lines = new Map<string, number>();
  const tables = new Map<string, number>();
  const note = (path: readonly string[], line: number) => {
    if (path.length > DEEPEST) {
      return;
    }
    for (let length = path.length; length > 0 && !lines.has(nameOf(path.slice(0, length))); length -= 1) {
      lines.set(nameOf(path.slice(0, length)), line);
    }
  };
  let table: readonly string[] = [];
  let inside = false;
  text.split('\n').forEach((content, index) => {
    const [, array, header] = (inside ? null : HEADER.exec(content)) ?? [];
    const key = inside ? undefined : ASSIGNMENT.exec(content)?.[1];
    if (header !== undefined) {
      table = placeOf(partsOf(header).slice(0, DEEPEST), array !== undefined, tables);
      note(table, index + 1);
    } else if (key !== undefined) {
      note([...table, ...partsOf(key)], index + 1);
    }
    // An odd number of triple quotes begins or ends a text of several lines.
    inside = (content.match(/"""|'''/g)?.length ?? 0) % 2 === 1 ? !inside : inside;
  });
  return (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const line = lines.get(nameOf(path.slice(0, length)));
      if (line !== undefined) {
        return line;
      }
    }
    return null;
  };
}

/** The path of a table, with its number behind each part that is an array of tables. `tables` counts them. */
function placeOf(parts: readonly string[], isArray: boolean, tables: Map<string, number>): readonly string[] {
  const place: string[] = [];
  parts.forEach((part, index) => {
    place.push(part);
    const name = nameOf(place);
    if (isArray && index === parts.length - 1) {
      tables.set(name, (tables.get(name) ?? -1) + 1);
    }
    const number = tables.get(name);
    if (number !== undefined) {
      place.push(String(number));
    }
  });
  return place;
}

function partsOf(dotted: string): readonly string[] {
  return (dotted.match(PART) ?? []).map((part) => (/^["']/.test(part) ? part.slice(1, -1) : part));
}

function nameOf(path: readonly string[]): string {
  return JSON.stringify(path);
}
