import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_PARSED_CHARS } from '../../src/commands/grammar/command-lines.js';
import { parseComment } from '../../src/commands/grammar/parse-comment.js';

/** A comment in one line each: understood commands as `verb argument`, problems as `!kind given`. */
function read(text: string): readonly string[] {
  return parseComment(text).map(({ command }) => {
    if (command.ok) {
      const { verb, ...rest } = command.value;
      const value = Object.values(rest)[0] ?? null;
      const adopt = command.value.verb === 'rebuy' && command.value.adopt ? ['adopt'] : [];
      return [verb, ...(value === null ? [] : [value]), ...adopt].join(' ');
    }
    const problem = command.error;
    const about = 'given' in problem ? ` ${problem.given}` : 'flag' in problem ? ` ${problem.flag}` : '';
    return `!${problem.kind}${about}`;
  });
}

const RUN = '20260102T030405Z-0a1b2c';

describe('where a command may stand', () => {
  test.each([
    ['alone', '/pitboss play', ['play']],
    ['after a text', 'Looks good.\n/pitboss play', ['play']],
    ['before a text', '/pitboss play\nthanks!', ['play']],
    ['in its own paragraph', 'Hello\n\n/pitboss play\n\nBye', ['play']],
    ['with three leading blanks', '   /pitboss play', ['play']],
    ['with three leading blanks in a paragraph', 'text\n   /pitboss play', ['play']],
    ['in capitals', '/PitBoss PLAY', ['play']],
    ['with CRLF', 'text\r\n/pitboss play\r\nmore', ['play']],
    ['with a byte order mark', '\ufeff/pitboss play', ['play']],
    ['with a tab behind the prefix', '/pitboss\tplay', ['play']],
    ['over a signature line, which makes it a heading', '/pitboss play\n-- \nSent from my phone', ['play']],
    ['over an underline', '/pitboss play\n===', ['play']],
    ['after a list without a blank line', '- done\n- done too\n/pitboss play', ['play']],
    ['indented as part of a list item', '- item\n  /pitboss play', ['play']],
    ['after a closed fence', '```\ncode\n```\n/pitboss play', ['play']],
    ['after a quote and a blank line', '> quoted\n\n/pitboss play', ['play']],
    ['after a closed folded section', '<details>\n\nlog\n\n</details>\n\n/pitboss play', ['play']],
    ['after a comment that closed', '<!-- note -->\n\n/pitboss play', ['play']],
    ['after a hard line break', 'text  \n/pitboss play', ['play']],
    ['with emphasis elsewhere in the paragraph', '*now*\n/pitboss play', ['play']],
    ['several, one per line', '/pitboss status\n/pitboss play\n/pitboss help', ['status', 'play', 'help']],
  ])('%s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('what is text and not a command', () => {
  test.each([
    ['mid-sentence', 'please run /pitboss play'],
    ['four leading blanks', '    /pitboss play'],
    ['a tab before it', '\t/pitboss play'],
    ['a backtick fence', '```\n/pitboss play\n```'],
    ['a tilde fence', '~~~\n/pitboss play\n~~~'],
    ['an unclosed fence', '```\n/pitboss play'],
    ['a fence with a language', '```sh\n/pitboss play\n```'],
    ['indented code', 'text\n\n    /pitboss play'],
    ['inline code', '`/pitboss play`'],
    ['inline code over lines', '`a\n/pitboss play\nb`'],
    ['a quote', '> /pitboss play'],
    ['a lazy continuation of a quote', '> quoted text\n/pitboss play'],
    ['a nested quote', '> > /pitboss play'],
    ['a quote in a list', '- > quoted\n/pitboss play'],
    ['an HTML comment', '<!-- \n/pitboss play\n-->'],
    ['an HTML comment in a paragraph', 'text <!--\n/pitboss play\n-->'],
    ['an unclosed HTML comment', '<!--\n/pitboss play'],
    ['an HTML block', '<div>\n/pitboss play\n</div>'],
    ['a folded section', '<details><summary>old</summary>\n\n/pitboss play\n\n</details>'],
    ['a folded section with text before it', 'see\n<details>\n\n/pitboss play\n\n</details>'],
    ['a nested folded section', '<details>\n\n<details>\n\na\n\n</details>\n\n/pitboss play\n\n</details>'],
    ['an HTML quote', '<blockquote>\n\n/pitboss play\n\n</blockquote>'],
    ['a pre block', '<pre>\n/pitboss play\n</pre>'],
    ['a link text', '[\n/pitboss play\n](https://example.org)'],
    ['bold text', '**/pitboss play**'],
    ['bold text over lines', '**a\n/pitboss play\nb**'],
    ['a list item', '- /pitboss play'],
    ['an atx heading', '# /pitboss play'],
    ['another program', '/pitbossy play'],
    ['a longer word', '/pitboss-play'],
    ['an e-mail reply', 'No.\n\nOn Monday, ann wrote:\n> text\n> /pitboss play'],
    ['an escaped slash', '\\/pitboss play'],
    ['the name alone', 'pitboss play'],
    ['an empty comment', ''],
  ])('%s', (_name, text) => {
    expect(read(text)).toEqual([]);
  });
});

describe('arguments', () => {
  test.each([
    ['/pitboss', ['help']],
    ['/pitboss   ', ['help']],
    ['/pitboss help', ['help']],
    ['/pitboss --help', ['help']],
    ['/pitboss help play', ['help play']],
    ['/pitboss help resume', ['help rebuy']],
    ['/pitboss help nonsense', ['!invalid_value nonsense']],
    ['/pitboss run', ['play']],
    ['/pitboss resume', ['rebuy']],
    ['/pitboss stop', ['fold']],
    ['/pitboss abort', ['fold']],
    ['/pitboss play --plan docs/plan.md', ['play docs/plan.md']],
    ['/pitboss play --plan=docs/plan.md', ['play docs/plan.md']],
    ['/pitboss play --PLAN docs/plan.md', ['play docs/plan.md']],
    ['/pitboss play --plan "my docs/plan.md"', ['play my docs/plan.md']],
    ['/pitboss play --plan="my docs/plan.md"', ['play my docs/plan.md']],
    ["/pitboss play --plan 'my docs/plan.md'", ['play my docs/plan.md']],
    ['/pitboss play --plan `docs/plan.md`', ['play docs/plan.md']],
    ['/pitboss play \u2014plan \u201cmy docs/plan.md\u201d', ['play my docs/plan.md']],
    ['/pitboss play \u2013plan docs/plan.md', ['play docs/plan.md']],
    ['/pitboss play --plan docs/it\u2019s.md', ["play docs/it's.md"]],
    ['/pitboss play --plan docs/my_plan_v2.md', ['play docs/my_plan_v2.md']],
    ['/pitboss play <!-- --plan secret.md -->', ['play']],
    ['/pitboss play --plan', ['!missing_value --plan']],
    ['/pitboss play --plan=', ['!missing_value --plan']],
    ['/pitboss play --plan --plan a.md', ['!missing_value --plan']],
    ['/pitboss play --plan a.md --plan b.md', ['!duplicate_flag --plan']],
    ['/pitboss play --plan ../secret.md', ['!invalid_value ../secret.md']],
    ['/pitboss play --plan /etc/passwd', ['!invalid_value /etc/passwd']],
    ['/pitboss play --plan .git/config', ['!invalid_value .git/config']],
    ['/pitboss play --paln a.md', ['!unknown_flag --paln']],
    ['/pitboss play -p a.md', ['!unknown_flag -p']],
    ['/pitboss play now', ['!unexpected_argument now']],
    ['/pitboss play "now', ['!unclosed_quote "now']],
    ['/pitboss status', ['status']],
    [`/pitboss status ${RUN}`, [`status ${RUN}`]],
    [`/pitboss rebuy ${RUN}`, [`rebuy ${RUN}`]],
    [`/pitboss rebuy --adopt ${RUN}`, [`rebuy ${RUN} adopt`]],
    ['/pitboss rebuy --adopt', ['rebuy adopt']],
    ['/pitboss rebuy --adopt=now', ['!unexpected_argument now']],
    ['/pitboss rebuy --adopt --adopt', ['!duplicate_flag --adopt']],
    [`/pitboss fold ${RUN}`, [`fold ${RUN}`]],
    [`/pitboss fold ${RUN} ${RUN}`, [`!unexpected_argument ${RUN}`]],
    ['/pitboss fold it', ['!invalid_value it']],
    ['/pitboss fold --now', ['!unknown_flag --now']],
    ['/pitboss dance', ['!unknown_verb dance']],
    ['/pitboss: play', []],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('a near miss of a verb or a flag gets a suggestion, anything else none', () => {
    const suggestions = ['plya', 'statsu', 'resum', 'frobnicate', 'play --paln x'].map((text) => {
      const command = parseComment(`/pitboss ${text}`)[0]?.command;
      return command?.ok === false && 'suggestion' in command.error ? command.error.suggestion : 'no error';
    });
    expect(suggestions).toEqual(['play', 'status', 'resume', null, '--plan']);
  });
});

describe('bounds', () => {
  test('ten commands are read, the rest is refused one by one, and indices go on', () => {
    const parsed = parseComment('/pitboss status\n'.repeat(12));
    expect(parsed.map((line) => (line.command.ok ? 'ok' : line.command.error.kind))).toEqual([
      ...Array<string>(10).fill('ok'),
      'too_many',
      'too_many',
    ]);
    expect(parsed.map((line) => line.index)).toEqual([...Array(12).keys()]);
  });

  test('an index does not depend on what the other lines mean', () => {
    const parsed = parseComment('/pitboss nonsense\n\n> /pitboss play\n\n/pitboss play');
    expect(parsed.map((line) => [line.index, line.command.ok])).toEqual([
      [0, false],
      [1, true],
    ]);
  });

  test('a command far down in a long comment is refused and said so, not lost', () => {
    expect(read(`${'long text\n\n'.repeat(2000)}/pitboss play`)).toEqual(['!too_long']);
    expect(read(`/pitboss play\n\n${'long text\n\n'.repeat(2000)}/pitboss fold`)).toEqual(['play']);
  });

  test('a command whose paragraph does not end where reading does is refused and said so', () => {
    expect(read(`/pitboss play\n${'long text '.repeat(2000)}`)).toEqual(['!too_long']);
    expect(read(`Hello\n\n/pitboss play\n/pitboss fold\n${'long text '.repeat(2000)}`)).toEqual(['!too_long']);
  });

  test('the block that the limit cuts is not read: its rest could make it a comment', () => {
    const text = `${'x'.repeat(MAX_PARSED_CHARS - 42)}\n\ntext <!--\n/pitboss play\n${'y'.repeat(500)}\n-->`;
    expect(read(text)).toEqual([]);
  });

  const hostile: readonly string[] = [
    '[',
    '*a_ ',
    '**x',
    '> ',
    '> a\n',
    '1. ',
    '- ',
    '`',
    '<!-- ',
    '![',
    '<a ',
    '[a](',
    '[a]: b\n',
    '&amp;',
    '\t',
    '# a\n',
    '- a\n',
    '```\n',
    '<details>\n\n',
    '/pitboss x\n',
    '\\',
    '_*',
    '+ ',
    '* ',
  ];
  test.each(hostile)('64 KB of %j do not keep the parser busy', (piece) => {
    const text = `/pitboss play\n\n${piece.repeat(Math.ceil(65_536 / piece.length))}`;
    const before = process.cpuUsage();
    parseComment(text);
    const spent = process.cpuUsage(before);
    expect((spent.user + spent.system) / 1000).toBeLessThan(3000);
  });

  test('no text makes the parser throw', () => {
    const pieces = fc.constantFrom(
      '/pitboss ',
      'play',
      '\n',
      '--plan',
      '=',
      '"',
      '>',
      '```',
      '<!--',
      '-->',
      '<details>',
      ' ',
      '*',
      '[',
      '](',
      '\u2014',
      '1. ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (parts) => {
        const parsed = parseComment(parts.join(''));
        expect(parsed.every((line, index) => line.index === index)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
