import { describe, expect, jest, test } from '@jest/globals';
import { shiftScene } from '../shift/support.js';
import { shellAgent } from '../work/support.js';
import { DECEITS } from './all.js';
import { CHECKS } from './checks.js';
import { play } from './play.js';

jest.setTimeout(60_000);

describe('an agent that', () => {
  test.each(DECEITS.map((deceit) => [deceit.name, deceit] as const))('%s', async (_, deceit) => {
    expect(await play({ shiftScene, shellAgent }, deceit)).toEqual({ ends: deceit.ends, damage: [] });
  });
});

test('every check is needed by some deceit, and no two deceits have one name', () => {
  expect(new Set(DECEITS.flatMap(({ caughtBy }) => caughtBy))).toEqual(new Set(Object.keys(CHECKS)));
  expect(new Set(DECEITS.map(({ name }) => name)).size).toBe(DECEITS.length);
});
