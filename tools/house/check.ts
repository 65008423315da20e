import { effectRules } from './effect-rules.js';
import type { Finding } from './finding.js';
import { importRules } from './import-rules.js';
import { folderRules, shapeRules, unusedExports } from './shape-rules.js';
import { readSource, type SourceFile } from './source-file.js';
import { codeRules, typeRules } from './syntax-rules.js';

/**
 * Holds the project's TypeScript to the rules of the house.
 * @param texts path from the project's root -> content, for every `.ts` file in `src/`, `test/` and `tools/`.
 * @returns every breach, by path and line.
 */
export function checkHouse(texts: ReadonlyMap<string, string>): readonly Finding[] {
  const files: SourceFile[] = [];
  const findings: Finding[] = [];
  for (const [path, text] of texts) {
    try {
      files.push(readSource(path, text));
    } catch (error) {
      findings.push({ path, line: 1, rule: 'syntax', message: `cannot be parsed: ${firstLine(error)}` });
    }
  }
  for (const file of files) {
    findings.push(...typeRules(file), ...shapeRules(file), ...effectRules(file));
    if (file.path.startsWith('src/')) {
      findings.push(...codeRules(file));
    }
  }
  findings.push(...importRules(files), ...folderRules(files), ...unusedExports(files));
  return findings.sort(
    (a, b) => a.path.localeCompare(b.path, 'en') || a.line - b.line || a.rule.localeCompare(b.rule, 'en'),
  );
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n').find((line) => line.trim() !== '') ?? '';
}
