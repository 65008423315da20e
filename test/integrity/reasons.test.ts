import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/integrity/finding.js';
import { explain, REASON_FORM, unexplained } from '../../src/integrity/reasons.js';
import { testRule } from '../../src/prompts/weakened-tests.js';

const finding: Finding = {
  rule: 'deleted-test',
  path: 'test/a.test.ts',
  line: 3,
  what: 'test "a" was deleted',
  before: "it('a')",
  after: '',
  level: 'finding',
};

const reasonIn = (...texts: readonly string[]): string | null => explain([finding], texts)[0]?.reason ?? null;

describe('a reason', () => {
  test.each([
    ['in code marks', '- [x] test change `test/a.test.ts`: the old format is gone'],
    ['without them', '- [X] test change test/a.test.ts: the old format is gone'],
    [
      'in a list of another kind, among other text',
      'Done.\n\n  * [x] test change test/a.test.ts: the old format is gone\n',
    ],
  ])('is read %s', (_, text) => {
    expect(reasonIn(text)).toBe('the old format is gone');
  });

  test.each([
    ['open', '- [ ] test change test/a.test.ts: the old format is gone'],
    ['for another file', '- [x] test change test/b.test.ts: the old format is gone'],
    ['of one word', '- [x] test change test/a.test.ts: obsolete'],
    ['no item', 'test change test/a.test.ts: the old format is gone'],
  ])('that is %s does not count', (_, text) => {
    expect(reasonIn(text)).toBeNull();
  });

  test('may stand in any of the texts, and is cut where it is long', () => {
    expect(reasonIn('', `- [x] test change test/a.test.ts: ${'why '.repeat(500)}`)).toHaveLength(500);
  });

  test('has the form that agents are told', () => {
    expect(testRule()).toContain(REASON_FORM);
    expect(explain([{ ...finding, path: 'path/of/the/file' }], [REASON_FORM])[0]?.reason).not.toBeNull();
  });
});

test('a note needs no reason', () => {
  expect(unexplained(explain([finding, { ...finding, level: 'note' }], []))).toHaveLength(1);
});
