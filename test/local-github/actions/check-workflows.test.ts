// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what expressions of workflows look like.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseWithGithubParser } from './github-parser.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitboss-check-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("GitHub's parser names file, line and problem, in workflows, actions and the YAML of Markdown files", async () => {
  const files = {
    'good.yml':
      'on: push\nconcurrency: { group: a, queue: max }\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo\n',
    'bad.yml': 'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ nope.x }}\n',
    'action.yml': 'name: x\ndescription: y\nruns:\n  using: composite\n  steps:\n    - run: echo\n',
    'guide.md':
      'Text\n\n```yaml\non: push\njobs:\n  a:\n    steps: []\n    extra: 1\n    runs-on: x\n```\n\n```yaml\na: 1\n```\n',
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
  }
  const report = await parseWithGithubParser(...Object.keys(files).map((name) => join(folder, name)));
  expect(report.checked).toHaveLength(4);
  expect(report.problems.map(({ file, line, message }) => `${file.split('/').pop()}:${line} ${message}`)).toEqual([
    "bad.yml:6 Unrecognized named-value: 'nope'",
    'action.yml:6 Required property is missing: shell',
    "guide.md:8 Unexpected value 'extra'",
  ]);
});
