import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { listFiles } from '../house/list-files.js';
import { checkDocuments } from './check.js';

const packageSchema = z.looseObject({ scripts: z.record(z.string(), z.string()) });

/** Reads the documents at the current directory, prints what is wrong with them, and returns the exit code. */
export function main(): number {
  const paths = [...readdirSync('.').filter((name) => name.endsWith('.md')), ...listFiles('docs', '.md')];
  const findings = checkDocuments({
    documents: new Map(paths.map((path) => [path, readFileSync(path, 'utf8')])),
    scripts: new Set(Object.keys(packageSchema.parse(JSON.parse(readFileSync('package.json', 'utf8'))).scripts)),
    exists: existsSync,
  });
  for (const { path, line, message } of findings) {
    process.stdout.write(`${path}:${line}  ${message}\n`);
  }
  process.stdout.write(`${paths.length} documents, ${findings.length} problems\n`);
  return findings.length === 0 ? 0 : 1;
}
