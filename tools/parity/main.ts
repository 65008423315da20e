import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { z } from 'zod';
import { checkParity } from './check.js';

const DOCUMENT = 'docs/parity.md';
const REPORT = 'dist/test-report.json';

/** What jest writes with `--json`; `pending` is its word for skipped. */
const reportSchema = z.looseObject({
  testResults: z.array(
    z.looseObject({
      name: z.string(),
      assertionResults: z.array(
        z.looseObject({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

/** Reads the table and the report of the last `npm test`, prints what does not fit, and returns the exit code. */
export function main(): number {
  if (!existsSync(REPORT)) {
    process.stdout.write(`${REPORT} is missing: run \`npm test\` first\n`);
    return 1;
  }
  const { testResults } = reportSchema.parse(JSON.parse(readFileSync(REPORT, 'utf8')));
  const report = new Map(
    testResults.map(({ name, assertionResults }) => [
      relative('.', name),
      new Map(
        assertionResults.map(({ ancestorTitles, title, status }) => [[...ancestorTitles, title].join(' › '), status]),
      ),
    ]),
  );
  const { problems, counts } = checkParity({ document: readFileSync(DOCUMENT, 'utf8'), report });
  for (const { line, message } of problems) {
    process.stdout.write(`${DOCUMENT}:${line}  ${message}\n`);
  }
  const { tests, departures, open } = counts;
  process.stdout.write(`${tests} shown by tests, ${departures} replaced, ${open} open; ${problems.length} problems\n`);
  return problems.length === 0 ? 0 : 1;
}
