export type LanguageName = 'js' | 'python' | 'go' | 'rust' | 'java' | 'ruby' | 'csharp';

export interface StringForm {
  readonly open: string;
  readonly close: string;
  /** Whether it may go on over the end of a line. */
  readonly lines: boolean;
  /** Whether a backslash takes the next character's meaning away. */
  readonly escapes: boolean;
}

export interface Syntax {
  readonly name: LanguageName;
  readonly endings: RegExp;
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [string, string])[];
  /** Longer openings first. */
  readonly strings: readonly StringForm[];
  /** How a block ends: with a brace, with less indentation, or with `end` at the indentation of its head. */
  readonly blocks: 'braces' | 'indent' | 'end';
}

const C_LIKE = { lineComments: ['//'], blockComments: [['/*', '*/']], blocks: 'braces' } as const;

function form(open: string, options: { close?: string; lines?: boolean; escapes?: boolean } = {}): StringForm {
  return { open, close: options.close ?? open, lines: options.lines ?? false, escapes: options.escapes ?? true };
}

/** What a language looks like, as far as tests can be found in it without a parser. */
const SYNTAXES: readonly Syntax[] = [
  {
    name: 'js',
    endings: /\.[cm]?[jt]sx?$/,
    ...C_LIKE,
    strings: [form('"'), form("'"), form('`', { lines: true })],
  },
  {
    name: 'python',
    endings: /\.pyi?$/,
    lineComments: ['#'],
    blockComments: [],
    strings: [form('"""', { lines: true }), form("'''", { lines: true }), form('"'), form("'")],
    blocks: 'indent',
  },
  {
    name: 'go',
    endings: /\.go$/,
    ...C_LIKE,
    strings: [form('"'), form("'"), form('`', { lines: true, escapes: false })],
  },
  {
    name: 'rust',
    endings: /\.rs$/,
    ...C_LIKE,
    strings: [form('r#"', { close: '"#', lines: true, escapes: false }), form('"', { lines: true })],
  },
  {
    name: 'java',
    endings: /\.(?:java|kts?|groovy|scala)$/,
    ...C_LIKE,
    strings: [form('"""', { lines: true }), form('"'), form("'")],
  },
  {
    name: 'ruby',
    endings: /\.rb$/,
    lineComments: ['#'],
    blockComments: [['\n=begin', '\n=end']],
    strings: [form('"'), form("'"), form('`')],
    blocks: 'end',
  },
  {
    name: 'csharp',
    endings: /\.cs$/,
    ...C_LIKE,
    blockComments: [
      ['/*', '*/'],
      ['#if false', '#endif'],
    ],
    strings: [
      form('"""', { lines: true, escapes: false }),
      form('@"', { close: '"', lines: true, escapes: false }),
      form('"'),
      form("'"),
    ],
  },
];

/** The language of a file by its name, or null for one that the rules do not read. */
export function syntaxOf(path: string): Syntax | null {
  return SYNTAXES.find(({ endings }) => endings.test(path)) ?? null;
}
