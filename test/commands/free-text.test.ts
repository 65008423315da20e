import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { problemText } from '../../src/commands/answers/answer-text.js';
import { specText, usage } from '../../src/commands/answers/help-text.js';
import { type CommandLine, commandLines, MAX_PARSED_CHARS } from '../../src/commands/grammar/command-lines.js';
import { MAX_TEXT_CHARS, readArguments } from '../../src/commands/grammar/read-arguments.js';
import type { ArgumentSpec, CommandSpec } from '../../src/commands/grammar/registry.js';

const RUN = '20260102T030405Z-0a1b2c';

const TO: ArgumentSpec = {
  name: 'to',
  form: 'option',
  value: 'WHOM',
  summary: 'To whom.',
  expected: 'a name',
  accepts: (value) => /^\w+$/.test(value),
};
const WORD: ArgumentSpec = { ...TO, name: 'run', form: 'word', value: 'RUN', accepts: (value) => value === RUN };
const TEXT: ArgumentSpec = {
  name: 'text',
  form: 'text',
  required: true,
  value: 'TEXT',
  summary: 'What to say.',
  expected: 'a text',
  accepts: () => true,
};
const LINE: ArgumentSpec = { ...TEXT, form: 'line' };

function linesOf(comment: string): readonly CommandLine[] {
  const found = commandLines(comment);
  return found.kind === 'lines' ? found.lines : [];
}

/** The values of a comment's first command as `name=value`, or its problem. */
function read(comment: string, free: ArgumentSpec = TEXT): readonly string[] {
  const [line] = linesOf(comment);
  if (line === undefined) {
    return ['nothing'];
  }
  const values = readArguments({ arguments: [TO, WORD, free] }, line);
  return values.ok ? [...values.value].map(([name, value]) => `${name}=${value}`) : [`!${values.error.kind}`];
}

describe('what belongs to a text', () => {
  test.each([
    ['the rest of the line', '/pitboss say use tabs, please', ['text=use tabs, please']],
    ['the lines below it', '/pitboss say use tabs\nand one\n\nblank line', ['text=use tabs\nand one\n\nblank line']],
    ['only the lines below it', '/pitboss say\nuse tabs', ['text=use tabs']],
    ['nothing of what stands before it', 'Hello\n\n/pitboss say use tabs', ['text=use tabs']],
    ['nothing from the next command on', '/pitboss say one\ntwo\n/pitboss status\nthree', ['text=one\ntwo']],
    ['a command in a code block', '/pitboss say do\n```\n/pitboss play\n```', ['text=do\n```\n/pitboss play\n```']],
    ['a quoted command', '/pitboss say he said\n\n> /pitboss play', ['text=he said\n\n> /pitboss play']],
    ['quotation marks, closed or not', `/pitboss say it's "odd`, [`text=it's "odd`]],
    ['a quotation mark at its beginning', '/pitboss say "odd', ['text="odd']],
    ['curly quotation marks as they are', '/pitboss say \u201codd\u201d', ['text=\u201codd\u201d']],
    ['single dashes', '/pitboss say - one\n- two', ['text=- one\n- two']],
    ['two dashes behind its first word', '/pitboss say use --to', ['text=use --to']],
    ['two dashes behind two dashes alone', '/pitboss say -- --to ann', ['text=--to ann']],
    ['Windows line ends as plain ones', '/pitboss say one\r\ntwo\r\n', ['text=one\ntwo']],
    ['blanks and indentation within it', '/pitboss say  one\n\n    two  three ', ['text=one\n\n    two  three']],
  ])('%s', (_name, comment, expected) => {
    expect(read(comment)).toEqual(expected);
  });

  test('a line ends with its line', () => {
    expect(read('/pitboss say one\ntwo', LINE)).toEqual(['text=one']);
    expect(read('/pitboss say\ntwo', LINE)).toEqual(['!missing_argument']);
  });
});

describe('what stands before a text', () => {
  test.each([
    ['an option', '/pitboss say --to ann use tabs', ['to=ann', 'text=use tabs']],
    ['an option with its value', '/pitboss say --to=ann use tabs', ['to=ann', 'text=use tabs']],
    ['an option as phones write it', '/pitboss say \u2014to ann use tabs', ['to=ann', 'text=use tabs']],
    ['a word that fits its place', `/pitboss say ${RUN} use tabs`, [`run=${RUN}`, 'text=use tabs']],
    ['a word and an option', `/pitboss say ${RUN} --to ann use`, [`run=${RUN}`, 'to=ann', 'text=use']],
    ['the word a second time', `/pitboss say ${RUN} ${RUN}`, [`run=${RUN}`, `text=${RUN}`]],
    ['an option on the next line', '/pitboss say\n--to ann', ['text=--to ann']],
    ['an unknown option', '/pitboss say --too ann use tabs', ['!unknown_flag']],
    ['an option twice', '/pitboss say --to ann --to bob use', ['!duplicate_flag']],
    ['an option without a value', '/pitboss say --to', ['!missing_value']],
    ['an option whose quotation mark is open', '/pitboss say --to="ann use', ['!unclosed_quote']],
    ['a value that does not fit', '/pitboss say --to a.b use', ['!invalid_value']],
  ])('%s', (_name, comment, expected) => {
    expect(read(comment)).toEqual(expected);
  });

  test('a near miss of an option gets a suggestion', () => {
    const [line] = linesOf('/pitboss say --too ann use tabs');
    const values = line && readArguments({ arguments: [TO, TEXT] }, line);
    expect(values).toMatchObject({ ok: false, error: { suggestion: '--to', allowed: ['--to'] } });
  });
});

describe('what a reader does not see is not in a text', () => {
  test.each([
    ['an HTML comment in a line', '/pitboss say use <!-- spaces --> tabs', 'use  tabs'],
    ['an HTML comment over lines', '/pitboss say use <!--\nspaces\n--> tabs', 'use  tabs'],
    ['a block of it', '/pitboss say use tabs\n\n<!--\nspaces\n-->\n\nplease', 'use tabs\n\n\n\nplease'],
    ['one that never ends', '/pitboss say use tabs\n\n<!--\nspaces', 'use tabs'],
    ['one before the text', '/pitboss say <!-- spaces --> tabs', 'tabs'],
    ['tags', '/pitboss say use <b>tabs</b>', 'use tabs'],
    ['attributes', '/pitboss say use <i title="a > spaces">tabs</i>', 'use tabs'],
    ['an HTML block', '/pitboss say use\n\n<div title="spaces">\ntabs\n</div>', 'use\n\n\ntabs'],
    ['a definition', '/pitboss say use tabs\n\n[//]: # (spaces)', 'use tabs'],
    ['tag letters', '/pitboss say use tabs\u{e0073}\u{e0070}', 'use tabs'],
    ['marks of direction', '/pitboss say use \u202etabs\u202c', 'use tabs'],
    ['blanks without width', '/pitboss say use\u200b tabs', 'use tabs'],
  ])('%s', (_name, comment, expected) => {
    expect(read(comment)).toEqual([`text=${expected}`]);
  });

  test('code is shown as it is, HTML in it too', () => {
    const comment = '/pitboss say `<b>` and\n\n```html\n<!-- kept -->\n```';
    expect(read(comment)).toEqual(['text=`<b>` and\n\n```html\n<!-- kept -->\n```']);
  });
});

describe('bounds', () => {
  const most = 'a'.repeat(MAX_TEXT_CHARS);

  test('a text of all characters is taken, one more is refused with both numbers', () => {
    expect(read(`/pitboss say ${most}`)).toEqual([`text=${most}`]);
    const [line] = linesOf(`/pitboss say ${most}b`);
    const values = line && readArguments({ arguments: [TEXT] }, line);
    expect(values).toMatchObject({ ok: false, error: { kind: 'text_too_long', length: 8001, limit: 8000 } });
    expect(values?.ok === false && problemText(values.error)).toMatch(/8001 characters, and at most 8000/);
  });

  test('characters are counted, not their halves', () => {
    expect(read(`/pitboss say ${'\u{1f0cf}'.repeat(MAX_TEXT_CHARS)}`)[0]).toMatch(/^text=/);
  });

  test('a text that reaches beyond what is read is refused, not shortened', () => {
    const preface = 'x '.repeat(MAX_PARSED_CHARS / 2 - 50);
    expect(read(`${preface}\n\n/pitboss say ${'tabs\n\n'.repeat(100)}`)).toEqual(['!too_long']);
    expect(read(`/pitboss say ${most}\n\n${most}\n\n${most}`)).toEqual(['!too_long']);
  });

  test('one paragraph longer than what is read is seen, and refused', () => {
    const [line] = linesOf(`/pitboss say ${most}${most}${most}`);
    expect(line?.cut).toBe('block');
  });

  test('nothing at all is refused with what is missing', () => {
    expect(read('/pitboss say')).toEqual(['!missing_argument']);
    expect(read('/pitboss say --to ann <!-- use tabs -->')).toEqual(['!missing_argument']);
  });
});

describe('for any text', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  const sentence = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
  const text = fc
    .array(fc.oneof(sentence, sentence, fc.constant('')), { minLength: 1, maxLength: 8 })
    .map((lines) => lines.join('\n').trim())
    .filter((whole) => whole !== '');

  test('plain words come out as they went in, and each command keeps its own', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const comment = texts.map((each) => `/pitboss say ${each}`).join('\n\n');
        const values = linesOf(comment).map((line) => readArguments({ arguments: [TO, TEXT] }, line));
        expect(values).toEqual(texts.map((each) => ({ ok: true, value: new Map([['text', each]]) })));
      }),
      { numRuns: 200 },
    );
  });

  test('an HTML comment is nowhere in it, wherever it stands', () => {
    const hidden = fc.constantFrom(
      ' <!-- HIDDEN --> ',
      '\n\n<!--\nHIDDEN\n-->\n\n',
      '<!-- a\n\nHIDDEN -->',
      '<b x="HIDDEN">',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(sentence, hidden), { minLength: 1, maxLength: 6 }), (parts) => {
        const [found = ''] = read(`/pitboss say ${parts.flat().join('')}`);
        // Without a blank line before it, a comment over blank lines is text for GitHub as well.
        const shown = parts.some(([, piece]) => piece.includes('\n\nHIDDEN'));
        expect(shown || !found.includes('HIDDEN')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('nothing makes the reader throw, or give a text that is empty or too long', () => {
    const piece = fc.constantFrom(
      '/pitboss say ',
      '\n',
      '\n\n',
      '--to',
      '--',
      '=',
      '"',
      '`',
      '```',
      '<!--',
      '-->',
      '<b',
      '>',
      '[a]: b',
      '- ',
      RUN,
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (parts) => {
        for (const line of linesOf(`/pitboss say ${parts.join('')}`)) {
          const values = readArguments({ arguments: [TO, WORD, TEXT] }, line);
          const found = values.ok ? (values.value.get('text') ?? '') : 'refused';
          expect(found).toBe(found.trim());
          expect(found.length).toBeGreaterThan(0);
          expect([...found].length).toBeLessThanOrEqual(MAX_TEXT_CHARS);
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('help says how a text is written, and shows what must be there without brackets', () => {
  expect(usage({ verb: 'help', arguments: [TO, WORD, TEXT] })).toBe('/pitboss help [--to WHOM] [RUN] TEXT');
  const written = 'Written as it is, behind all options and without quotation marks; at most 8000 characters.';
  const below = 'It may go on over the lines that follow, up to the next command.';
  expect(helpFor(TEXT)).toContain(`- \`TEXT\`: What to say. ${written} ${below}`);
  expect(helpFor(LINE)).toContain(`- \`TEXT\`: What to say. ${written} It ends with the line.`);
});

function helpFor(free: ArgumentSpec): string {
  const spec: CommandSpec = {
    verb: 'help',
    aliases: [],
    access: 'reading',
    cost: 'nothing',
    summary: 'Says something.',
    details: '',
    arguments: [free],
    examples: ['', ''],
  };
  return specText(spec);
}
