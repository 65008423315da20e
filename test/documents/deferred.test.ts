import { describe, expect, test } from '@jest/globals';
import {
  type Deferred,
  EMPTY_DEFERRED,
  openItems,
  parseDeferred,
  printDeferred,
  pruneDone,
} from '../../src/documents/deferred.js';
import { toPitbossError } from '../../src/documents/document-error.js';

const CANONICAL = `## Deferred items

- [ ] one
- [x] two

## Deferred phases

### From phase 01: Rework
**Scope.** All.

### From phase 02b: More: of it

`;

function read(text: string): Deferred {
  const deferred = parseDeferred(text);
  if (!deferred.ok) {
    throw toPitbossError(deferred.error);
  }
  return deferred.value;
}

function refusal(text: string): readonly [string, number | null] {
  const deferred = parseDeferred(text);
  return deferred.ok ? ['none', null] : [deferred.error.code, deferred.error.line];
}

function items(lines: string): Deferred {
  return read(`## Deferred items\n${lines}`);
}

describe('reading deferred.md', () => {
  test('finds items and phases', () => {
    expect(read(CANONICAL)).toEqual({
      items: [
        { text: 'one', done: false },
        { text: 'two', done: true },
      ],
      phases: [
        { sourcePhase: '01', title: 'Rework', body: '**Scope.** All.\n\n' },
        { sourcePhase: '02b', title: 'More: of it', body: '\n' },
      ],
    });
  });

  test.each(['', '\n', ' \n\t\r\n', '## Deferred items\n\n## Deferred phases\n', '## Deferred phases  '])(
    '%j is the empty document',
    (text) => {
      expect(read(text)).toEqual(EMPTY_DEFERRED);
    },
  );

  test('sections may come in either order, with CRLF', () => {
    const text = '## Deferred phases\r\n### From phase 1: a\r\nbody\r\n##  Deferred items\r\n- [X] b\r\n';
    expect(read(text)).toEqual({
      items: [{ text: 'b', done: true }],
      phases: [{ sourcePhase: '1', title: 'a', body: 'body\n' }],
    });
  });

  test('an item may be empty, and loses the spaces around its text', () => {
    expect(items('- [ ]\n- [x]   a  b  \n').items).toEqual([
      { text: '', done: false },
      { text: 'a  b', done: true },
    ]);
  });

  test('a phase body may hold anything but headings of level two and three', () => {
    const body = '\n# one\n#### four\n- [ ] box\n  text  \n\n';
    expect(read(`## Deferred phases\n\n### From phase 1: a\n${body}`).phases[0]?.body).toBe(body);
  });

  test('headings in a closed code fence of a phase body are text', () => {
    const body = '```md\n## Deferred items\n### x\n```\n';
    expect(read(`## Deferred phases\n### From phase 1: a\n${body}### From phase 2: b\n`).phases).toEqual([
      { sourcePhase: '1', title: 'a', body },
      { sourcePhase: '2', title: 'b', body: '' },
    ]);
  });

  test('a fence that never closes hides nothing', () => {
    expect(read('## Deferred phases\n### From phase 1: a\n```\n### From phase 2: b\n').phases).toHaveLength(2);
  });
});

describe('wrapped and nested items', () => {
  test('indented lines belong to the item above and survive', () => {
    const lines = '- [ ] a long\n  story\n\n  1. told\n\t- [x] in parts\n- [x] b\n';
    expect(items(lines).items).toEqual([
      { text: 'a long\n  story\n\n  1. told\n\t- [x] in parts', done: false },
      { text: 'b', done: true },
    ]);
    expect(printDeferred(items(lines))).toBe(`## Deferred items\n\n${lines}`);
  });

  test('blank lines between items are not part of them', () => {
    expect(items('- [ ] a\n\n\n- [ ] b\n\n').items.map(({ text }) => text)).toEqual(['a', 'b']);
  });

  test('an item with an open nested box is open, so that pruning does not lose it', () => {
    const deferred = items('- [x] all\n  - [x] first\n  - [ ] second\n- [x] other\n  - [x] third\n');
    expect(openItems(deferred).map(({ text }) => text)).toEqual(['all\n  - [x] first\n  - [ ] second']);
    expect(printDeferred(pruneDone(deferred))).toBe('## Deferred items\n\n- [ ] all\n  - [x] first\n  - [ ] second\n');
  });

  test('one space before a box makes an item of its own, as it does in Markdown', () => {
    expect(items('- [x] a\n - [ ] b\n').items).toEqual([
      { text: 'a', done: true },
      { text: 'b', done: false },
    ]);
  });

  test('an empty item may have nested lines', () => {
    expect(printDeferred(items('- [ ]\n  below\n'))).toBe('## Deferred items\n\n- [ ]\n  below\n');
  });
});

describe('a deferred.md that cannot be read', () => {
  test.each([
    ['## Other\n', 'unknown_section', 1],
    ['## deferred items\n', 'unknown_section', 1],
    ['## constructor\n', 'unknown_section', 1],
    ['## Deferred items\n\n## Deferred items\n', 'duplicate_section', 3],
    ['## Deferred phases\n### From phase 1: a\n## Deferred phases\n', 'duplicate_section', 3],
    ['\nprose\n', 'content_before_section', 2],
    ['- [ ] a\n', 'content_before_section', 1],
    ['# Title\n## Deferred items\n', 'content_before_section', 1],
    ['## Deferred items\n- [ ] a\n\nprose\n', 'bad_checklist_line', 4],
    ['## Deferred items\n  indented\n', 'bad_checklist_line', 2],
    ['## Deferred items\n- [?] a\n', 'bad_checklist_line', 2],
    ['## Deferred items\n- [xx] a\n', 'bad_checklist_line', 2],
    ['## Deferred items\n- [ ]a\n', 'bad_checklist_line', 2],
    ['## Deferred items\n- [ ]\ta\n', 'bad_checklist_line', 2],
    ['## Deferred items\n* [ ] a\n', 'bad_checklist_line', 2],
    ['## Deferred items\n- a\n', 'bad_checklist_line', 2],
    ['## Deferred items\n1. a\n', 'bad_checklist_line', 2],
    ['## Deferred items\n#### a\n', 'bad_checklist_line', 2],
    ['### From phase 1: a\n', 'h3_outside_phases', 1],
    ['## Deferred items\n### From phase 1: a\n', 'h3_outside_phases', 2],
    ['## Deferred phases\n### Phase 1: a\n', 'bad_phase_heading', 2],
    ['## Deferred phases\n### From phase 1\n', 'bad_phase_heading', 2],
    ['## Deferred phases\n### From phase 1: \n', 'bad_phase_heading', 2],
    ['## Deferred phases\n### From phase 1.5: a\n', 'bad_phase_heading_id', 2],
    ['## Deferred phases\n- [ ] a\n', 'content_before_first_phase', 2],
    ['## Deferred phases\n\nprose\n', 'content_before_first_phase', 3],
  ])('%j is refused: %s', (text, code, line) => {
    expect(refusal(text)).toEqual([code, line]);
  });

  test('the error repeats the line and says how to write it', () => {
    const deferred = parseDeferred('## Deferred items\nremember: later\n');
    expect(deferred.ok ? null : deferred.error).toMatchObject({
      file: 'deferred.md',
      why: expect.stringContaining('"remember: later"'),
      fix: expect.stringContaining('- [ ] text'),
    });
  });
});

describe('printing deferred.md', () => {
  test('the canonical form prints as it is', () => {
    expect(printDeferred(read(CANONICAL))).toBe(CANONICAL);
  });

  test('nothing deferred is an empty file', () => {
    expect(printDeferred(EMPTY_DEFERRED)).toBe('');
  });

  test('items come first, marks are lower case, empty sections go', () => {
    expect(printDeferred(read('## Deferred phases\n\n## Deferred items\n- [X] a\n- [ ]\n'))).toBe(
      '## Deferred items\n\n- [x] a\n- [ ]\n',
    );
    expect(printDeferred(read('## Deferred phases\n### From phase 1: a   \nb'))).toBe(
      '## Deferred phases\n\n### From phase 1: a\nb',
    );
  });

  test('pruning removes what is done, keeps the order and every phase', () => {
    const pruned = pruneDone(read(CANONICAL));
    expect(pruned.items).toEqual([{ text: 'one', done: false }]);
    expect(pruned.phases).toEqual(read(CANONICAL).phases);
  });
});
