import { describe, expect, test } from '@jest/globals';
import { countSurvivors, newlyStale, staleItems } from '../../../src/run/sweep/staleness.js';

describe('how often an item was tried', () => {
  test('goes up for each sweep that it outlives, and is forgotten when it is open no longer', () => {
    expect(countSurvivors({ a: 2, b: 1, gone: 9 }, ['a', 'b', 'gone'], ['a'])).toEqual({ a: 3 });
  });

  test('begins with the sweep after the one that brought the item', () => {
    const first = countSurvivors({}, ['a'], ['a', 'new']);
    expect(first).toEqual({ a: 1 });
    expect(countSurvivors(first, ['a', 'new'], ['a', 'new'])).toEqual({ a: 2, new: 1 });
  });

  test('is one number for items of equal text, and none that an object has by birth', () => {
    const texts = ['a', 'a', 'constructor', '__proto__'];
    const counted = countSurvivors({}, texts, texts);
    expect(Object.entries(counted).sort()).toEqual([
      ['__proto__', 1],
      ['a', 1],
      ['constructor', 1],
    ]);
  });
});

describe('stale items', () => {
  test('are those at the threshold and above: the most stubborn first, equal ones by text', () => {
    expect(staleItems({ z: 3, a: 3, b: 5, c: 2 }, 3)).toEqual([
      { text: 'b', attempts: 5 },
      { text: 'a', attempts: 3 },
      { text: 'z', attempts: 3 },
    ]);
  });

  test('are new once, when they cross the threshold', () => {
    expect(newlyStale({ a: 2, b: 3 }, { a: 3, b: 4, c: 1 }, 3)).toEqual([{ text: 'a', attempts: 3 }]);
  });
});
