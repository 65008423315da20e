import { expect, test } from '@jest/globals';
import { newlyDeferred, showsWork } from '../../src/documents/deferred-progress.js';

const ITEMS = '## Deferred items\n\n';

test.each([
  ['a new item', '', `${ITEMS}- [ ] later\n`],
  ['an item ticked', `${ITEMS}- [ ] later\n`, `${ITEMS}- [x] later\n`],
  ['a new block', '', '## Deferred phases\n\n### From phase 01: more\n\nbody\n'],
])('%s is work', (_, before, after) => {
  expect(showsWork(before, after)).toBe(true);
});

test.each([
  ['white space', '', '\n\n'],
  ['empty sections', '', '## Deferred items\n'],
  ['a deletion', `${ITEMS}- [ ] later\n`, ''],
  ['another order', `${ITEMS}- [ ] a\n- [ ] b\n`, `${ITEMS}- [ ] b\n- [ ] a\n`],
  ['an item unticked', `${ITEMS}- [x] later\n`, `${ITEMS}- [ ] later\n`],
])('%s is none', (_, before, after) => {
  expect(showsWork(before, after)).toBe(false);
});

test('what is newly deferred: open items by text, phases by title; nothing known, ticked or reopened', () => {
  const before = `${ITEMS}- [x] reopened\n- [ ] known\n\n## Deferred phases\n\n### From phase 01: old\n\nbody\n`;
  const after = `${ITEMS}- [ ] reopened\n- [ ] known\n- [x] done at once\n- [ ] new\n\n## Deferred phases\n\n### From phase 01: old\n\nother\n\n### From phase 02: more\n\nbody\n`;
  expect(newlyDeferred(before, after)).toEqual(['new', 'more']);
  expect(newlyDeferred(after, before)).toEqual([]);
  expect(newlyDeferred('not a document', after)).toContain('known');
});
