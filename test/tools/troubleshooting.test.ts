import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { listFiles } from '../../tools/house/list-files.js';

const page = readFileSync('docs/troubleshooting.md', 'utf8');
const rows = [...page.matchAll(/^\| `([a-z0-9_]+)` \|/gm)].map((match) => match[1]);

test('every reason to halt has one row on the troubleshooting page', () => {
  const source = [
    'src/run/halts.ts',
    'src/run/grind/grind-halts.ts',
    'src/run/outages/agent-halts.ts',
    'src/run/planning/planning-halts.ts',
    'src/run/units/short-turns.ts',
  ]
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

/** Codes of mistakes of ours, which no person can bring about, and of what never runs at a user's. */
const OURS =
  /^(?:git_bad_(?:commit|path|ref|remote)|git_not_an_object_name|git_output_too_large|git_ref_missing|git_unsafe_push|unknown_(?:phase|task))$/;
const NOT_AT_USERS = /^src\/(?:local-github|demo|bench)\//;

test('every error that people can meet has a row', () => {
  const errors = listFiles('src', '.ts')
    .filter((path) => !NOT_AT_USERS.test(path))
    .map((path) => readFileSync(path, 'utf8'))
    .filter((text) => /\b(?:PitbossError|DocumentError|ErrorParts)\b/.test(text))
    .flatMap((text) => [...text.matchAll(/\bcode: '([a-z0-9_]+)'/g)].map((match) => match[1] ?? ''))
    .filter((code) => !['custom', 'invalid'].includes(code));
  expect(errors.length).toBeGreaterThan(40);
  expect([...new Set(errors)].filter((code) => !rows.includes(code) && !OURS.test(code))).toEqual([]);
});
