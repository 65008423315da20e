import { describe, expect, test } from '@jest/globals';
import { promptText, said, saidOfRotation } from './files.js';

/** Large enough that work which grows faster than the file would show, and too large for any honest file. */
const SIZE = 64 * 1024;

/** So much text in lines. */
function many(line: (index: number) => string): string {
  const lines: string[] = [];
  for (let [index, size] = [0, 0]; size < SIZE; index += 1) {
    lines.push(line(index));
    size += line(index).length + 1;
  }
  return `${lines.join('\n')}\n`;
}

const MOST_SAID = 203;

describe('a large file, made to cost time, is answered with a bounded list', () => {
  test.each([
    ['unknown keys', many((index) => `k${index}: 1`)],
    ['one key again and again', many(() => 'name: a')],
    ['nested lists', `tags: ${'['.repeat(100_000)}\n`],
    ['nested sections', `tags: ${'{a: '.repeat(50_000)}\n`],
    ['tags that are no text', `name: a\ndescription: d\ntags:\n${many(() => '- 1')}`],
    ['one long line', `name: ${'a'.repeat(200_000)}\n`],
  ])('a prompt: %s', (_, frontMatter) => {
    const problems = said(promptText(frontMatter));
    expect(Array.isArray(problems) ? problems.length : 0).toBeGreaterThan(0);
    expect(Array.isArray(problems) ? problems.length : Number.POSITIVE_INFINITY).toBeLessThan(MOST_SAID);
  });

  test.each([
    ['n.toml', 'tables', many((index) => `[[prompts]]\nname = "p${index}"\nbogus = 1`)],
    ['n.toml', 'one dotted key', `${'a.'.repeat(100_000)}a = 1\n`],
    ['n.toml', 'one dotted header', `[${'a.'.repeat(100_000)}a]\n`],
    ['n.toml', 'spaces', `${' '.repeat(200_000)}x\n`],
    ['n.yml', 'one prompt again and again', `prompts:\n${many(() => '  - name: a')}`],
    ['n.yml', 'prompts that are none', `prompts:\n${many(() => '  - 1')}`],
  ])('a rotation %s: %s', (name, _, text) => {
    const problems = saidOfRotation(text, {}, name);
    expect(Array.isArray(problems) ? problems.length : 0).toBeGreaterThan(0);
    expect(Array.isArray(problems) ? problems.length : Number.POSITIVE_INFINITY).toBeLessThan(MOST_SAID);
  });
});
