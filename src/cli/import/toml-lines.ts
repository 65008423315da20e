const BARE_OR_QUOTED = `(?:[A-Za-z0-9_-]+|"(?:[^"\\\\]|\\\\.)*"|'[^']*')`;
const DOTTED = `${BARE_OR_QUOTED}(?:\\s*\\.\\s*${BARE_OR_QUOTED})*`;
const HEADER = new RegExp(`^\\s*\\[\\[?\\s*(${DOTTED})\\s*\\]\\]?\\s*(?:#.*)?$`);
const ASSIGNMENT = new RegExp(`^\\s*(${DOTTED})\\s*=`);
const PART = new RegExp(BARE_OR_QUOTED, 'g');

/** Finds the line of a key, or of the nearest table around it; counted from 1. */
export type LineOf = (path: readonly string[]) => number | null;

/** Where the keys of a TOML text stand. The parser checks the text and does not tell; this only has to find what it found. */
export function tomlLines(text: string): LineOf {
  const lines = new Map<string, number>();
  const note = (path: readonly string[], line: number) => {
    for (let length = path.length; length > 0 && !lines.has(nameOf(path.slice(0, length))); length -= 1) {
      lines.set(nameOf(path.slice(0, length)), line);
    }
  };
  let table: readonly string[] = [];
  let inside = false;
  text.split('\n').forEach((content, index) => {
    const header = inside ? undefined : HEADER.exec(content)?.[1];
    const key = inside ? undefined : ASSIGNMENT.exec(content)?.[1];
    if (header !== undefined) {
      table = partsOf(header);
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

function partsOf(dotted: string): readonly string[] {
  return (dotted.match(PART) ?? []).map((part) => (/^["']/.test(part) ? part.slice(1, -1) : part));
}

function nameOf(path: readonly string[]): string {
  return JSON.stringify(path);
}
