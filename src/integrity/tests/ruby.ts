import { blockOf } from '../source/blocks.js';
import { lineStart, type Source } from '../source/source.js';
import { focusMarkIn, skipMarkIn } from './marks.js';
import type { Raw } from './test-case.js';

const HEAD =
  /(?<=^|\n)[ \t]*((?:RSpec\.)?(?:[xfp]?(?:it|specify|example|scenario|describe|context)|feature|test|should|shared_examples(?:_for)?)\b(?=\s*["'(A-Z{:]|[ \t]*\n|\s+do)|def[ \t]+test_?\w*|class[ \t]+[\w:]+)[^\n]*/g;
const GROUP = /^(?:RSpec\.)?[xf]?(?:describe|context|feature|shared_examples(?:_for)?)\b|^class\b/;

/** Tests and groups of Ruby: RSpec, Minitest and ActiveSupport. */
export function rubyTests(source: Source): readonly Raw[] {
  return [...source.code.matchAll(HEAD)].flatMap((match) => {
    const [line, word = ''] = match;
    const head = match.index + line.indexOf(word);
    const end = match.index + line.length;
    const body = blockOf(source, head, end);
    const text = source.text.slice(head, end);
    const group = GROUP.test(word);
    const inline = /\{(.*)\}\s*$/.exec(source.code.slice(head, end));
    const opens = body.end > end || inline !== null;
    const marked = { start: head, end: inline === null ? end : head + inline.index };
    if (!group && !opens && !/^\S+\s+["']/.test(text)) {
      return [];
    }
    return [
      {
        kind: group ? 'group' : 'test',
        name: nameIn(text, word),
        start: lineStart(source.code, head),
        head,
        bodyStart: inline === null ? body.start : head + inline.index + 1,
        bodyEnd: inline === null ? body.end : end - 1,
        end: body.end,
        skip: skipMarkIn(source, marked) ?? (opens || group ? null : head),
        focus: focusMarkIn(source, marked),
        rows: [],
      } satisfies Raw,
    ];
  });
}

function nameIn(text: string, word: string): string {
  if (word.startsWith('def') || word.startsWith('class')) {
    return word.replace(/^\w+\s+/, '');
  }
  return /["']((?:\\.|[^"'\\])*)["']/.exec(text)?.[1] ?? /^\S+\s+([A-Z][\w:]*)/.exec(text)?.[1] ?? '';
}
