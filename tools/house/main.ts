import { readFileSync } from 'node:fs';
import { checkHouse } from './check.js';
import { printFinding } from './finding.js';
import { listFiles } from './list-files.js';

/** Reads the tree at the current directory, prints every breach, and returns the exit code. */
export function main(): number {
  const paths = ['src', 'test', 'tools'].flatMap((folder) => listFiles(folder, '.ts'));
  const findings = checkHouse(new Map(paths.map((path) => [path, readFileSync(path, 'utf8')])));
  for (const finding of findings) {
    process.stdout.write(`${printFinding(finding)}\n`);
  }
  process.stdout.write(`${paths.length} files, ${findings.length} breaches of the rules of the house\n`);
  return findings.length === 0 ? 0 : 1;
}
