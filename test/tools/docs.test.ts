import { describe, expect, test } from '@jest/globals';
import { checkDocuments } from '../../tools/docs/check.js';

const FILES = ['README.md', 'docs/a.md', 'docs', 'src/run', 'src/run/record.ts'];

function problems(documents: Readonly<Record<string, string>>): readonly string[] {
  const found = checkDocuments({
    documents: new Map(Object.entries(documents)),
    scripts: new Set(['test', 'demo', 'test:only']),
    exists: (path) => FILES.includes(path),
  });
  return found.map((finding) => `${finding.path}:${finding.line} ${finding.message}`);
}

describe('links', () => {
  test('to files, folders and headings that exist are good', () => {
    const documents = {
      'README.md':
        '# One\n[a](docs/a.md) [b](docs/) [c](docs/a.md#it-runs-in-two-steps-1) [d](#one) [e](https://example.com/x)\n',
      'docs/a.md': '## It `runs`, in two steps\n\n## It runs in two steps\n[up](../README.md#one)\n',
    };
    expect(problems(documents)).toEqual([]);
  });

  test('to a missing file, picture or heading are not', () => {
    expect(problems({ 'README.md': '# One\n\n[a](docs/b.md)\n![p](p.png)\n[h](#two)\n' })).toEqual([
      'README.md:3 links to docs/b.md, which does not exist',
      'README.md:4 links to p.png, which does not exist',
      'README.md:5 links to #two: README.md has no such heading',
    ]);
  });

  test('are taken from the folder of their document', () => {
    expect(problems({ 'docs/a.md': '[a](docs/a.md)\n' })).toEqual([
      'docs/a.md:1 links to docs/a.md, which does not exist',
    ]);
  });
});

describe('code blocks', () => {
  test.each(['yaml', 'yml'])('of %s parse, also with several documents', (language) => {
    expect(problems({ 'README.md': `\`\`\`${language}\na: 1\n---\nb: [2]\n\`\`\`\n` })).toEqual([]);
    expect(problems({ 'README.md': `\`\`\`${language}\na: [1\n\`\`\`\n` })).toEqual([
      expect.stringMatching(new RegExp(`^README.md:1 has ${language} that does not parse: `)),
    ]);
  });

  test('of JSON parse', () => {
    expect(problems({ 'README.md': '```json\n{"a": 1}\n```\n' })).toEqual([]);
    expect(problems({ 'README.md': '```json\n{a: 1}\n```\n' })).toHaveLength(1);
  });
});

describe('commands', () => {
  test('of npm are scripts of the project', () => {
    const text =
      '`npm run demo`, `npm ci`, `npm test`\n\n```sh\nnpm ci && npm run --silent test:only -- test/run\n```\n';
    expect(problems({ 'README.md': text })).toEqual([]);
  });

  test('that no script carries out are found, in blocks and in the text', () => {
    expect(problems({ 'README.md': 'Run `npm run play`.\n\n```bash\nnpm start\n```\n' })).toEqual([
      'README.md:3 runs npm script start, which package.json does not have',
      'README.md:1 runs npm script play, which package.json does not have',
    ]);
  });
});

test('paths of the project exist; paths of a user’s repository and patterns are none', () => {
  const text = '`src/run/record.ts` `src/run/` `.github/pitboss.yml` `src/<room>/x.ts` `src/grind/`\n';
  expect(problems({ 'README.md': text })).toEqual(['README.md:1 names src/grind/, which does not exist']);
});
