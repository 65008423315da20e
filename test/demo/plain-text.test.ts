import { expect, test } from '@jest/globals';
import { plainText } from '../../src/demo/plain-text.js';
import { inert } from '../../src/report/markdown.js';

test('a comment loses its markers, and its table gets columns', () => {
  const text =
    '### Done · `x`\n\n| | Title | Commit |\n|---|---|---|\n| ✅ | One | [`abc`](https://x.test) |\n\n**Cost:** $1';
  expect(plainText(text)).toBe('Done · x\n\n   Title  Commit\n✅  One    abc\n\nCost: $1');
});

test('a title is shown as it was written, whatever it holds', () => {
  const title = '# `a|b` <img src=x> [x](y) **b';
  expect(plainText(`| ${inert(title)} | 2 |\n\n**Cost:** **$1**`)).toBe(`${title}  2\n\nCost: $1`);
});
