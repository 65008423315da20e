/** Escaped characters stand as private ones until the end, so that none of them is taken for a marker. */
const PRIVATE = 0xe000;
const HIDDEN = /[\ue000-\ue07f]/g;

function hide(text: string): string {
  return text.replaceAll(/\\([!-/:-@[-`{-~])/g, (_, mark: string) => String.fromCharCode(PRIVATE + mark.charCodeAt(0)));
}

function reveal(text: string): string {
  return text.replaceAll(HIDDEN, (mark) => String.fromCharCode(mark.charCodeAt(0) - PRIVATE));
}

/** A comment's Markdown as a terminal can show it: no markers, no HTML, tables with aligned columns. */
export function plainText(markdown: string): string {
  const lines = hide(markdown)
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/<details><summary>(.*?)<\/summary>/g, '$1:')
    .replaceAll(/<\/?[a-z]+>/g, '')
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, '$1')
    .replaceAll('\u2060', '')
    .replaceAll(/\*\*([^*]+)\*\*/g, '$1')
    .split('\n')
    .filter((line) => !/^`{3,}/.test(line) && !/^\|[-|]+\|$/.test(line));
  const plain = lines.map((line) => line.replaceAll(/`+/g, '').replace(/^#+ /, ''));
  return reveal(alignTables(plain).join('\n').trim());
}

function alignTables(lines: readonly string[]): readonly string[] {
  const rows = lines.map((line) =>
    line.startsWith('|')
      ? line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim())
      : null,
  );
  const widths: number[] = [];
  for (const row of rows) {
    row?.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return lines.map(
    (line, index) =>
      rows[index]
        ?.map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd() ?? line,
  );
}
