import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Root } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { sessionsMarkdown } from '../../../src/report/grind/sessions-md.js';
import '../../support/property-seed.js';
import { HOSTILE, session } from './samples.js';

describe('sessions.md', () => {
  test('has the original form for a session that landed', () => {
    expect(sessionsMarkdown([session()])).toBe(
      [
        '# Sessions',
        '',
        '## session-0001 — lint-sweep (ok)',
        '',
        '- started: 2026-03-01T10:00:00Z',
        '- ended: 2026-03-01T10:01:05Z',
        '- duration: 65s',
        '- commit: ccccccc',
        '- tokens: 1234 (in 1200 / out 34)',
        '- cost: $0.0125',
        '- transcript: session-0001-lint-sweep',
        '- summary:',
        '',
        '    ```text',
        '    Removed two unused helpers.',
        '    ```',
        '',
        '',
      ].join('\n'),
    );
  });

  test('says where the tree of a session is that did not land, and why it did not', () => {
    const text = sessionsMarkdown([
      session({
        status: 'discarded',
        summary: null,
        commit: null,
        code: 'tests_failed',
        kept: 'refs/pitboss/wip/r/session/0001-lint-sweep',
        again: true,
        tests: '3 passed, 1 failed',
        metric: { goal: 'min', before: 12, after: 12.5, kept: false },
        hooks: [
          { kind: 'pre_session', success: true, outcome: 'success' },
          { kind: 'post_session', success: false, outcome: 'non-zero exit 3' },
        ],
      }),
    ]);
    expect(text).toContain(
      [
        '- commit: (none)',
        '- tokens: 1234 (in 1200 / out 34)',
        '- cost: $0.0125',
        '- transcript: session-0001-lint-sweep',
        '- code: tests\\_failed',
        '- kept: refs/pitboss/wip/r/session/0001-lint-sweep',
        '- ran twice: others had landed on the same lines',
        '- tests: `3 passed, 1 failed`',
        '- metric: 12 -> 12.5 (min, not improved)',
        '- hooks: post\\_session non-zero exit 3',
        '- summary: (none)',
        '',
      ].join('\n'),
    );
  });

  test('of a run without sessions says so', () => {
    expect(sessionsMarkdown([])).toBe('# Sessions\n\n_No sessions yet._\n');
  });

  test('leaves out the oldest where it would be too long, and says how many', () => {
    const sessions = Array.from({ length: 1000 }, (_, index) =>
      session({ seq: index + 1, summary: 'word '.repeat(100) }),
    );
    const text = sessionsMarkdown(sessions, 30_000);
    expect([...text].length).toBeLessThan(30_200);
    const headings = text.match(/^## session-\d+/gm) ?? [];
    expect(headings.at(-1)).toBe('## session-1000');
    expect(headings).toEqual([...headings].sort());
    expect(text).toContain(`_${1000 - headings.length} older sessions left out`);
    expect(sessionsMarkdown(sessions).match(/^## session/gm)).toHaveLength(1000);
  });

  test('is the same document whatever is written into its texts', () => {
    const foreign = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme' }), fc.string());
    fc.assert(
      fc.property(foreign, foreign, foreign, (summary, name, other) => {
        const odd = session({
          summary: `x${summary}`,
          prompt: `x${name}`,
          kept: `x${other}`,
          code: `x${other}`,
          transcript: `x${other}`,
          tests: `x${other}`,
          started_at: other,
          hooks: [{ kind: 'on_failure', success: false, outcome: `x${other}` }],
        });
        const plain = { ...session(), kept: 'x', code: 'x', tests: 'x', hooks: odd.hooks };
        expect(shape(sessionsMarkdown([odd, session()]))).toEqual(
          shape(
            sessionsMarkdown([
              { ...plain, hooks: [{ ...plain.hooks[0], kind: 'on_failure', success: false, outcome: 'x' }] },
              session(),
            ]),
          ),
        );
      }),
      { numRuns: 40 },
    );
  });
});

/** Kinds of a Markdown document's nodes, without what they say; words, escaped or not, count as one. */
function shape(markdown: string): unknown {
  const of = (node: { type: string; children?: readonly unknown[] }): unknown => [
    node.type,
    ...(node.children ?? []).map((child) => of(Object(child))),
  ];
  const root: Root = unified().use(remarkParse).parse(markdown);
  return of(root);
}
