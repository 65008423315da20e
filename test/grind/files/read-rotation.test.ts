import { describe, expect, test } from '@jest/globals';
import { saidOfRotation } from './files.js';

const YAML = `max_parallel: 3
prompts:
  - name: lint
    weight_override: 2
  - {name: docs, every_override: 3, max_runs_override: 0}
hooks:
  pre_session: npm ci
budgets:
  max_iterations: 9
  until: 2026-01-31T06:00:00Z
  max_cost_usd: 4.5
  max_tokens: 1000
`;

const TOML = `# as the original had it
max_parallel = 3

[[prompts]]
name = "lint"
weight_override = 2

[[prompts]]
name = "docs"
every_override = 3
max_runs_override = 0

[hooks]
pre_session = "npm ci"

[budgets]
max_iterations = 9
until = "2026-01-31T06:00:00Z"
max_cost_usd = 4.5
max_tokens = 1000
`;

const ROTATION = {
  name: 'nightly',
  max_parallel: 3,
  pick: 'weighted',
  prompts: [
    { name: 'lint', weight_override: 2 },
    { name: 'docs', every_override: 3, max_runs_override: 0 },
  ],
  hooks: { pre_session: 'npm ci' },
  budgets: { max_iterations: 9, until: '2026-01-31T06:00:00Z', max_cost_usd: 4.5, max_tokens: 1000 },
};

describe('a rotation file', () => {
  test('is read from YAML, and from the TOML of the original', () => {
    expect(saidOfRotation(YAML)).toEqual(ROTATION);
    expect(saidOfRotation(TOML, {}, 'nightly.toml')).toEqual(ROTATION);
  });

  test('may give the instant of a TOML budget without quotes', () => {
    const toml = '[budgets]\nuntil = 2026-01-31T06:00:00Z\n';
    expect(saidOfRotation(toml, {}, 'n.toml')).toMatchObject({ budgets: { until: '2026-01-31T06:00:00.000Z' } });
    expect(saidOfRotation('[budgets]\nuntil = 2026-01-31T06:00:00\n', {}, 'n.toml')).toEqual([
      expect.stringContaining(':2: error: budgets.until must be an instant such as'),
    ]);
  });

  test('may be empty, and may list no prompt', () => {
    const empty = { name: 'nightly', pick: 'weighted', prompts: [], hooks: {}, budgets: {} };
    expect(saidOfRotation('')).toEqual(empty);
    expect(saidOfRotation('prompts: []\n')).toEqual(empty);
    expect(saidOfRotation('', {}, 'nightly.toml')).toEqual(empty);
  });
});

describe('faults are named with line, key and a way out', () => {
  test.each([
    [
      'name: x\n',
      ':1: error: name is not a key of a rotation: its name is that of its file. Remove the key; rename the file to rename the rotation.',
    ],
    [
      'max_paralel: 2\n',
      ':1: error: max_paralel is not a known key. Did you mean `max_parallel`? Keys here are `max_parallel`, `pick`, `dry_spell`, `prompts`, `hooks`, `budgets`.',
    ],
    [
      'prompts:\n  - name: a\n    wieght_override: 2\n',
      ':3: error: prompts.0.wieght_override is not a known key. Did you mean `weight_override`?',
    ],
    ['hooks:\n  presession: x\n', ':2: error: hooks.presession is not a known key. Did you mean `pre_session`?'],
    ['budgets:\n  max_cost_us: 2\n', ':2: error: budgets.max_cost_us is not a known key. Did you mean `max_cost_usd`?'],
    ['max_parallel: 0\n', ':1: error: max_parallel must be at least 1. Write a whole number from 1 to 256'],
    [
      'prompts:\n  - name: a\n    weight_override: 0\n',
      ':3: error: prompts.0.weight_override must be at least 1. Write a whole number from 1, or leave the key out.',
    ],
    [
      'prompts:\n  - weight_override: 2\n',
      ':2: error: prompts.0.name is missing; it must be text. Write the name of a prompt',
    ],
    ['prompts:\n  - a\n', ':2: error: prompts.0 must be a section with keys of its own, but is text.'],
    ['prompts: a\n', ':1: error: prompts must be a list, but is text. Write a list of prompts, each with its `name`.'],
    ['pick: random\n', ':1: error: pick must be `weighted` or `overdue`, but is `random`.'],
    ['budgets:\n  until: tomorrow\n', ':2: error: budgets.until must be an instant such as'],
    [
      'prompts:\n  - name: a\n  - name: b\n  - name: a\n',
      ':4: error: prompts.2.name lists the prompt a second time; line 2 has it already. Remove one of the two;',
    ],
    ['max_parallel: 1\nmax_parallel: 2\n', ':2: error: max_parallel is given twice; line 1 has it already.'],
    ['prompts: [\n', 'error: the file is not valid YAML'],
    ['a: &x 1\nb: *x\n', ':2: error: the file must not use YAML aliases'],
  ])('YAML %j', (text, line) => {
    expect(saidOfRotation(text)).toEqual(expect.arrayContaining([expect.stringContaining(line)]));
  });

  test.each([
    [
      '[[prompts]]\nname = "a"\n\n[[prompts]]\nname = "b"\nevery_override = 0\n',
      ':6: error: prompts.1.every_override must be at least 1.',
    ],
    [
      '[[prompts]]\nname = "a"\n[[prompts]]\nname = "a"\n',
      ':4: error: prompts.1.name lists the prompt a second time; line 2 has it already.',
    ],
    ['name = "x"\n', ':1: error: name is not a key of a rotation'],
    ['[budgets]\nmax_iter = 2\n', ':2: error: budgets.max_iter is not a known key.'],
    ['max_parallel = \n', ':1: error: the file is not valid TOML: '],
    ['max_parallel = 1\nmax_parallel = 2\n', ':2: error: the file is not valid TOML: '],
    [`x = ${'['.repeat(30)}\n`, 'error: the file is not valid TOML: '],
  ])('TOML %j', (text, line) => {
    expect(saidOfRotation(text, {}, 'nightly.toml')).toEqual(expect.arrayContaining([expect.stringContaining(line)]));
  });

  test('budgets beyond grind.maximum, together with everything else', () => {
    const most = { max_cost_usd: 10, max_iterations: 5, until: '2026-02-01T00:00:00Z' };
    const text = 'bogus: 1\nbudgets:\n  max_cost_usd: 11\n  max_iterations: 5\n  until: 2026-03-01T00:00:00Z\n';
    expect(saidOfRotation(text, most)).toEqual([
      expect.stringContaining(':1: error: bogus is not a known key.'),
      ':3: error: budgets.max_cost_usd is 11, which is beyond grind.maximum.max_cost_usd (10). Write at most 10, or raise grind.maximum.max_cost_usd in the configuration.',
      expect.stringContaining(':5: error: budgets.until is 2026-03-01T00:00:00Z, which is beyond grind.maximum.until'),
    ]);
  });

  test('a file whose name no rotation can have', () => {
    expect(saidOfRotation('', {}, 'a b.yml')).toEqual([
      expect.stringContaining(':1: error: the file has a name that no rotation can have.'),
    ]);
  });
});
