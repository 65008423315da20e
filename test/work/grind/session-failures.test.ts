import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { halts } from '../../../src/run/halts.js';
import { endsSession, WHOSE } from '../../../src/work/grind/session-failures.js';

const ROOM = join(import.meta.dirname, '../../../src/work');
/** Reasons to wait are no halts, and a run that plans has no sessions. */
const NO_HALTS = ['agentQuota', 'agentUnavailable', 'internal'];

/** Names of the halts that a file makes. */
function madeIn(file: string): readonly string[] {
  const text = readFileSync(join(ROOM, file), 'utf8');
  return [...text.matchAll(/\bhalts\.(\w+)\(|\bagentHalts\.(\w+)/g)].map((found) => found[1] ?? found[2] ?? '');
}

/** The code that a maker of halts writes: the first word of its kind in it. */
function codeOf(name: string): string {
  const maker = Object.entries(halts).find(([known]) => known === name)?.[1];
  return /['"]([a-z]+_[a-z_]+)['"]/.exec(String(maker))?.[1] ?? `no code found in ${name}`;
}

describe('what a failing stage means for its session', () => {
  const files = readdirSync(ROOM, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('planning'),
  );
  const names = [...new Set(files.flatMap(madeIn))].filter((name) => !NO_HALTS.includes(name));
  const codes = [...new Set(names.map(codeOf))].toSorted();

  test('is judged for every halt that a stage can return, and for no other', () => {
    expect(codes.length).toBeGreaterThan(20);
    expect(Object.keys(WHOSE).toSorted()).toEqual(codes);
  });

  test.each([
    ['tests_failed', { begun: true, runSpent: false }, true],
    ['policy_tampered', { begun: true, runSpent: false }, false],
    ['agent_authentication', { begun: true, runSpent: false }, false],
    ['tests_unusable', { begun: true, runSpent: false }, true],
    ['tests_unusable', { begun: false, runSpent: false }, false],
    ['budget_exceeded', { begun: true, runSpent: false }, true],
    ['budget_exceeded', { begun: true, runSpent: true }, false],
    ['one_that_nobody_judged', { begun: true, runSpent: false }, false],
  ] as const)('%s with %j: it alone ends: %s', (code, sofar, alone) => {
    expect(endsSession(code, sofar)).toBe(alone);
  });
});
