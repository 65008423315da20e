import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BODY_LIMIT, boundedBody, clipped, code, folded, inert, inertLine } from '../../src/report/markdown.js';
import { isClosed } from './samples.js';

test('text that is shown literally holds none of our marks', () => {
  const mark = '<!-- pitboss:body:v1:end -->';
  expect(code(`x ${mark}`)).not.toContain(mark);
  expect(folded('Why', `x\n${mark}`)).not.toContain(mark);
});

describe('inert text', () => {
  test.each([
    ['a mention', 'ask @octocat', /@[a-z]/i],
    ['a team', '@org/team', /@[a-z]/i],
    ['an issue', 'see #12 and o/r#34', /#\d/],
    ['an issue by prefix', 'see GH-12', /GH-\d/],
    ['an address', 'http://a.b HTTPS://c.d ftp://e.f', /:\/\//],
    ['an address without scheme', 'www.example.com', /www\./i],
    ['an address after emphasis', '_www.example.com_ *www.example.com*', /www\./i],
    ['a link', '[x](y)', /(?<!\\)[[\]]/],
    ['an image', '![x](y)', /(?<!\\)[[\]]/],
    ['HTML', '<img src=x onerror=y>', /(?<!\\)[<>]/],
    ['a comment of ours', '<!-- pitboss:status:v1 run=x -->', /(?<!\\)[<>]/],
    ['a mention behind an entity', '&commat;octocat &#x40;octocat', /(?<!\\)&/],
    ['a table cell', 'a | b', /(?<!\\)\|/],
    ['emphasis and code', '*a* _b_ `c` ~d~', /(?<!\\)[*_`~]/],
    ['a line break', 'a\nb\r\nc\u2028d', /[\n\r\u2028]/],
    ['invisible characters', 'a\u200bb\u200dc\ufeffd\u00ade\u{e0041}f', /\u200b|\u200d|\ufeff|\u00ad|\u{e0041}/u],
    ['reversed text', 'a\u202eb\u2066c\u061cd', /[\u202e\u2066\u061c]/],
    ['control characters', 'a\u001b[31mb\u0007', /\p{Cc}/u],
  ])('%s does not come alive', (_, text, alive) => {
    expect(text).toMatch(alive);
    expect(inert(text)).not.toMatch(alive);
  });

  test('a backslash of the text cannot undo an escape', () => {
    expect(inert('\\<b>')).toBe('\\\\\\<b\\>');
  });

  test('plain words stay as they are', () => {
    expect(['# x', ' - x', '1. x', '+ x', '1.5 x'].map(inertLine)).toEqual([
      '\\# x',
      '\\- x',
      '1\\. x',
      '\\+ x',
      '1.5 x',
    ]);
    expect(inert('Add the greeting, twice (2x): ok!')).toBe('Add the greeting, twice (2x): ok!');
  });

  test('never holds a mention, a reference, an address or a line break', () => {
    const piece = fc.constantFrom(
      '@',
      '#',
      '1',
      'a',
      ':',
      '/',
      '//',
      '\u200b',
      '\u2060',
      '\n',
      '<',
      '\\',
      'GH-',
      'www',
      '.',
    );
    const text = fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 3 }))).map((all) => all.join(''));
    fc.assert(
      fc.property(text, (foreign) => {
        expect(inert(foreign)).not.toMatch(/@[\w]|#\d|:\/\/|GH-\d|www\.|\n|(?<!\\)(?:\\\\)*[<>|`]/i);
      }),
    );
  });
});

test('a code span shows any text literally, on one line', () => {
  expect(code('plain')).toBe('`plain`');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('`', 'a', ' ', '\n') }), (text) => {
      const span = code(text);
      const fence =
        /^`+/.exec(text.replaceAll(/\s+/g, ' ').startsWith('`') ? (span.split(' ')[0] ?? '') : span)?.[0] ?? '';
      const inside = span.slice(fence.length, span.length - fence.length);
      expect(inside.split(/[^`]+/)).not.toContain(fence);
      expect(span).not.toContain('\n');
    }),
  );
});

describe('a folded block', () => {
  test('is closed whatever stands inside', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('```', '`````', '</details>', '<details>', 'x', '')), (lines) => {
        expect(isClosed(folded('Why', lines.join('\n')))).toBe(true);
      }),
    );
  });
});

describe('a body that is too long', () => {
  test('is cut at a line end, and says so', () => {
    const short = boundedBody(`${'word\n'.repeat(20_000)}end`);
    expect([...short].length).toBeLessThanOrEqual(BODY_LIMIT);
    expect(short).toMatch(/word\n\n_The rest was left out/);
  });

  test('leaves no fence and no folded block open', () => {
    const line = fc.constantFrom('`````', '``````````````', '<details>', '</details>', 'text', '- item');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 80 }), fc.integer({ min: 210, max: 900 }), (lines, limit) => {
        const body = `intro\n\n${folded('Why', lines.join('\n'))}\n\nafter`;
        const short = boundedBody(body, limit);
        expect(isClosed(short)).toBe(true);
        expect([...short].length).toBeLessThanOrEqual(Math.max(limit, 0));
      }),
    );
  });

  test('counts characters, not code units', () => {
    const faces = '😀'.repeat(BODY_LIMIT);
    expect(boundedBody(faces)).toBe(faces);
  });
});

test('a clipped text never splits a character', () => {
  expect(clipped('😀😀😀', 2)).toBe('😀…');
  expect(clipped('😀😀', 2)).toBe('😀😀');
});
