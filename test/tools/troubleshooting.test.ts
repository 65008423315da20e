import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { listFiles } from '../../tools/house/list-files.js';

const page = readFileSync('docs/troubleshooting.md', 'utf8');
const rows = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map((match) => match[1]);

test('every reason to halt has one row on the troubleshooting page', () => {
  const source = ['src/run/halts.ts', 'src/run/planning/planning-halts.ts', 'src/run/units/short-turns.ts']
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  const codes = [...source.matchAll(/\bhalt\(\s*'([a-z_]+)'|\bcode: '([a-z_]+)'/g)].map(
    (match) => match[1] ?? match[2],
  );
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code) => !rows.includes(code))).toEqual([]);
  expect(new Set(rows).size).toBe(rows.length);
});

test('every row is a code that the program really uses', () => {
  const sources = listFiles('src', '.ts').map((path) => readFileSync(path, 'utf8'));
  expect(rows.filter((code) => !sources.some((text) => text.includes(`'${code}'`)))).toEqual([]);
});
