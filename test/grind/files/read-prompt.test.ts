import { describe, expect, test } from '@jest/globals';
import { sha256 } from '../../../src/base/digest.js';
import { LARGEST_FILE, textOf } from '../../../src/grind/files/found-file.js';
import { readPrompt } from '../../../src/grind/files/read-prompt.js';
import { promptFile, promptText, said } from './files.js';

describe('a prompt file', () => {
  test('needs a name and a description; everything else has its default', () => {
    const text = promptText('name: lint\ndescription: ""\n', '\n  Body\r\n---\nmore');
    expect(said(text)).toEqual({
      name: 'lint',
      description: '',
      weight: 1,
      every: 1,
      verify: false,
      parallel_safe: false,
      tags: [],
      body: '\n  Body\r\n---\nmore',
      source: 'project',
      path: '.pitboss/grind/prompts/p.md',
      sha256: sha256(text),
    });
  });

  test('may say all of these', () => {
    const keys = `name: a_b-1
description: d
weight: 3
every: 2
max_runs: 0
verify: true
parallel_safe: true
tags: [x, y]
max_session_seconds: 60
max_session_cost_usd: 0
metric: {command: [node, count.mjs], goal: min, min_improvement: 0.5}
`;
    expect(said(promptText(keys))).toMatchObject({
      name: 'a_b-1',
      weight: 3,
      every: 2,
      max_runs: 0,
      verify: true,
      parallel_safe: true,
      tags: ['x', 'y'],
      max_session_seconds: 60,
      max_session_cost_usd: 0,
      metric: { command: ['node', 'count.mjs'], goal: 'min', min_improvement: 0.5 },
    });
  });

  test('may have an empty body', () => {
    expect(said('---\nname: a\ndescription: d\n---\n')).toMatchObject({ body: '' });
  });
});

describe('faults are named with line, key and a way out', () => {
  test.each([
    [
      '',
      ':1: error: the file has no front matter. Begin the first line with `---` and nothing else; `pitboss prompts new <name>` writes a file to begin with.',
    ],
    ['\n---\nname: a\n---\n', ':1: error: the file has no front matter.'],
    [
      '\uFEFF---\nname: a\n---\n',
      ':1: error: the file begins with a byte order mark, so its front matter is not seen. Save it as UTF-8 without one.',
    ],
    [
      '---\r\nname: a\r\n---\r\n',
      ':1: error: the file has Windows line ends, so its front matter is not seen. Save it with line ends of LF only.',
    ],
    [
      '---\nname: a\n',
      ':1: error: the file has front matter that nothing closes. End it with a line of `---` and nothing else.',
    ],
    ['---\nname: a\n---', ':3: error: the file closes its front matter with a line that does not count.'],
    ['---\nname: a\n--- \nx\n', ':3: error: the file closes its front matter with a line that does not count.'],
    ['---\n---\nbody\n', ':1: error: name is missing; it must be text. Write for instance `name: lint-sweep`.'],
    [
      promptText('name: a\n'),
      ':1: error: description is missing; it must be text. Write for instance `description: Mends what the linter finds`.',
    ],
    [
      promptText('name: A b\ndescription: d\n'),
      ':2: error: name must begin with a lower-case letter or a digit and hold only these, `-` and `_`, 64 characters at most, and not be `constructor`. Write for instance `name: lint-sweep`.',
    ],
    [
      promptText('name: constructor\ndescription: d\n'),
      ':2: error: name must begin with a lower-case letter or a digit',
    ],
    [promptText('name:\ndescription: d\n'), ':2: error: name is missing; it must be text.'],
    [
      promptText('name: a\ndescription: d\nweight: 0\n'),
      ':4: error: weight must be at least 1. Write a whole number from 1, such as `weight: 2`, or leave the key out.',
    ],
    [promptText('name: a\ndescription: d\nevery: 0\n'), ':4: error: every must be at least 1.'],
    [promptText('name: a\ndescription: d\nweight: "2"\n'), ':4: error: weight must be a number, but is text.'],
    [
      promptText('name: a\ndescription: d\nmax_runs: 1.5\n'),
      ':4: error: max_runs must be a whole number, but is the number 1.5.',
    ],
    [
      promptText('name: a\ndescription: d\nmax_session_cost_usd: -1\n'),
      ':4: error: max_session_cost_usd must be at least 0.',
    ],
    [promptText('name: a\ndescription: d\nverify: yes\n'), ':4: error: verify must be `true` or `false`, but is text.'],
    [
      promptText('name: a\ndescription: d\ntags:\n  - a\n  - 2\n'),
      ':6: error: tags.1 must be text, but is the number 2. Write a list of words, such as `tags: [docs]`, or leave the key out.',
    ],
    [
      promptText('name: a\ndescription: d\nwieght: 2\n'),
      ':4: error: wieght is not a known key. Did you mean `weight`? Keys here are `name`, `description`, `weight`,',
    ],
    [
      promptText('name: a\ndescription: d\nmetric: {goal: min}\n'),
      ':4: error: metric.command is missing; it must be a shell line or a list of texts, the program first. Write a command whose last line is a number',
    ],
    [
      promptText('name: a\ndescription: d\nmetric:\n  command: "  "\n  goal: mni\n'),
      ':6: error: metric.goal must be `min` or `max`, but is `mni`. Did you mean `min`?',
    ],
    [
      promptText('name: a\ndescription: d\nmetric:\n  command: "  "\n  goal: mni\n'),
      ':5: error: metric.command must name a program.',
    ],
    [
      promptText('name: a\ndescription: d\nmetric:\n  comand: x\n  goal: min\n'),
      ':5: error: metric.comand is not a known key. Did you mean `command`?',
    ],
    [
      promptText('name: a\nname: b\ndescription: d\n'),
      ':3: error: name is given twice; line 2 has it already. Remove one of the two.',
    ],
    [promptText('name: [a\n'), ':3: error: the file is not valid YAML:'],
    [promptText('- name\n'), 'error: the file must be a mapping'],
    [promptText('name: &x a\ndescription: *x\n'), ':3: error: the file must not use YAML aliases'],
    [promptText('name: a\n--- \ndescription: d\n'), 'error: the file is not valid YAML: expected a single document'],
  ])('%j', (text, line) => {
    const problems = said(text);
    expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(line)]));
  });

  test('all of a file at once, in the order of its lines', () => {
    const text = promptText('weight: 0\nbogus: 1\nname: Bad\nweight: 0\ndescription: 3\n');
    const problems = said(text);
    expect(Array.isArray(problems) ? problems.map((line) => line.split(' ').slice(0, 3).join(' ')) : []).toEqual([
      ':2: error: weight',
      ':3: error: bogus',
      ':4: error: name',
      ':5: error: weight',
      ':6: error: description',
    ]);
  });

  test('a key that would reach into every object is an unknown key like any other', () => {
    expect(said(promptText('name: a\ndescription: d\n__proto__: {weight: 2}\n'))).toEqual([
      expect.stringContaining(':4: error: __proto__ is not a known key.'),
    ]);
  });

  test('a file without text says so, and keeps the name of its file', () => {
    const large = { ...promptFile('big', ''), text: textOf(new Uint8Array(LARGEST_FILE + 1)) };
    expect(readPrompt(large)).toMatchObject({
      ok: false,
      error: { name: 'big', problems: [{ message: 'is larger than 256 KiB', suggestion: 'Make it shorter.' }] },
    });
    const binary = { ...promptFile('bin', ''), text: textOf(new Uint8Array([0xff, 0xfe])) };
    expect(readPrompt(binary)).toMatchObject({ ok: false, error: { problems: [{ message: 'is not UTF-8 text' }] } });
  });

  test('a bad file goes by the name that it gives itself', () => {
    const read = readPrompt(promptFile('file', promptText('name: own\nweight: 0\n')));
    expect(read).toMatchObject({ ok: false, error: { name: 'own', path: '.pitboss/grind/prompts/file.md' } });
  });
});
