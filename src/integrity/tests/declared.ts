import { blockOf } from '../source/blocks.js';
import { balancedEnd, lineStart, type Source } from '../source/source.js';
import type { LanguageName } from '../source/syntax.js';
import { focusMarkIn, skipMarkIn } from './marks.js';
import { attributeRows, literalRows } from './rows.js';
import type { Raw } from './test-case.js';

type Declared = Extract<LanguageName, 'python' | 'rust' | 'java' | 'csharp' | 'go'>;

interface Form {
  /** An attribute, matched where a line begins. */
  readonly attribute: RegExp;
  /** A declaration: group 1 names a function, group 2 something that holds functions. */
  readonly declaration: RegExp;
  /** Whether a function is a test, by its attributes and name. */
  readonly isTest: (attributes: string, name: string) => boolean;
}

const NOTHING = /(?!)/y;

const FORMS: Readonly<Record<Declared, Form>> = {
  python: {
    attribute: /@[\w.]+/y,
    declaration: /(?:async\s+)?def\s+(\w+)\s*\(|class\s+(\w+)/y,
    isTest: (_, name) => /^test/.test(name),
  },
  rust: {
    attribute: /#!?\[/y,
    declaration: /(?:pub(?:\([^)]*\))?\s+)?(?:(?:const|async|unsafe)\s+)*fn\s+(\w+)|(?:pub\s+)?mod\s+(\w+)/y,
    isTest: (attributes) =>
      /#\[\s*(?:\w+\s*::\s*)*(?:test|rstest|test_case|quickcheck|wasm_bindgen_test)\b/.test(attributes),
  },
  java: {
    attribute: /@(?!interface\b)[\w.]+/y,
    declaration:
      /(?!(?:return|new|throw|else|await|case)\b)(?:[\w<>[\],.?&]+[ \t]+){0,8}?(?:class|interface|record|object|enum)\s+(?<group>\w+)|(?!(?:return|new|throw|else|case)\b)(?:[\w<>[\],.?&]+[ \t]+){0,8}fun\s+(`[^`\n]+`|\w+)\s*\(|(?!(?:return|new|throw|else|case)\b)(?:[\w<>[\],.?&]+[ \t]+){1,8}(\w+)\s*\(/y,
    isTest: (attributes, name) =>
      /@(?:\w+\.)*(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)\b/.test(attributes) ||
      (attributes === '' && /^test[A-Z0-9_]/.test(name)),
  },
  csharp: {
    attribute: /\[/y,
    declaration:
      /(?!(?:return|new|throw|else|await|case)\b)(?:[\w<>[\],.?]+[ \t]+){0,8}?(?:class|interface|record|struct)\s+(?<group>\w+)|(?!(?:return|new|throw|else|await|case)\b)(?:[\w<>[\],.?]+[ \t]+){1,8}(\w+)\s*\(/y,
    isTest: (attributes) =>
      /\[[^\]]*\b(?:Fact|Theory|Test|TestCase|TestCaseSource|TestMethod|DataTestMethod|DataRow|SkippableFact|SkippableTheory|Property)\b/.test(
        attributes,
      ),
  },
  go: {
    attribute: NOTHING,
    declaration: /func\s+(?:\([^)]*\)\s*)?(\w+)\s*\(/y,
    isTest: (_, name) => /^(?:Test|Fuzz|Example)(?:[^a-z]|$)/.test(name) && name !== 'TestMain',
  },
};

/** Functions, and what holds them, with the attributes in front of them. Functions that are no tests have `test: false`. */
export interface Declaration {
  readonly raw: Raw;
  readonly test: boolean;
  readonly attributes: { readonly start: number; readonly end: number };
}

/** Walks through the statements of a source by line: attributes are collected until something is declared. */
export function declarations(source: Source, language: Declared): readonly Declaration[] {
  const form = FORMS[language];
  const found: Declaration[] = [];
  let pending: number | null = null;
  for (let at = 0; at < source.code.length; ) {
    const skipped = /\s*/y;
    skipped.lastIndex = at;
    skipped.exec(source.code);
    at = skipped.lastIndex;
    const attributeEnd = endOfAttribute(source.code, at, form);
    if (attributeEnd !== null) {
      pending ??= at;
      at = attributeEnd;
      continue;
    }
    const declared = declarationAt(source, at, { form, start: pending ?? at });
    if (declared !== null) {
      found.push(declared);
    }
    pending = null;
    at = nextStatement(source.code, declared?.raw.bodyStart ?? at);
  }
  return found;
}

function endOfAttribute(code: string, at: number, { attribute }: Form): number | null {
  attribute.lastIndex = at;
  const found = attribute.exec(code);
  if (found === null) {
    return null;
  }
  const end = at + found[0].length;
  if (found[0].endsWith('[')) {
    return balancedEnd(code, end - 1);
  }
  return code[end] === '(' ? balancedEnd(code, end) : end;
}

/** Behind the brace or line end that comes first: what stands in one line behind a brace is looked at too. */
function nextStatement(code: string, from: number): number {
  const found = /[\n{]/g;
  found.lastIndex = from;
  const match = found.exec(code);
  return match === null ? code.length : match.index + 1;
}

function declarationAt(source: Source, at: number, { form, start }: { form: Form; start: number }): Declaration | null {
  form.declaration.lastIndex = at;
  const found = form.declaration.exec(source.code);
  if (found === null) {
    return null;
  }
  const named = source.syntax.name === 'java' || source.syntax.name === 'csharp' ? found.groups?.group : found[2];
  const name = named ?? found.slice(1).find((part) => part !== undefined) ?? '';
  const kind = named === undefined ? 'test' : 'group';
  const open = source.code.indexOf('(', at + found[0].length - 1);
  const signatureEnd = kind === 'test' && open >= 0 ? balancedEnd(source.code, open) : at + found[0].length;
  const body = blockOf(source, at, signatureEnd);
  const attributes = { start, end: at };
  const raw: Raw = {
    kind,
    name,
    start: lineStart(source.code, start),
    head: at,
    bodyStart: body.start,
    bodyEnd: body.end,
    end: body.end,
    skip: skipMarkIn(source, attributes),
    focus: focusMarkIn(source, attributes),
    rows: [...attributeRows(source, attributes), ...(kind === 'test' ? literalRows(source, body) : [])],
  };
  return { raw, attributes, test: kind === 'test' && form.isTest(source.text.slice(start, at), name) };
}
