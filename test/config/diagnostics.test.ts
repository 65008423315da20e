import { describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { accepted, FILE, printed, problems } from './reading.js';

describe('errors', () => {
  test.each([
    ['retries:\n  fixer_max_attempts: 11', ':2: error: retries.fixer_max_attempts must be at most 10.'],
    ['retries:\n  fixer_max_attempts: -1', ':2: error: retries.fixer_max_attempts must be at least 0.'],
    [
      'retries:\n  fixer_max_attempts: 1.5',
      ':2: error: retries.fixer_max_attempts must be a whole number, but is the number 1.5.',
    ],
    ['retries:\n  fixer_max_attempts: "2"', ':2: error: retries.fixer_max_attempts must be a number, but is text.'],
    ['git: {create_pr: yes}', ':1: error: git.create_pr must be `true` or `false`, but is text.'],
    ['models: {fixer: 4}', ':1: error: models.fixer must be text, but is the number 4.'],
    ['models: {fixer: " "}', ':1: error: models.fixer must not be empty.'],
    ['models: [a]', ':1: error: models must be a section with keys of its own, but is a list.'],
    ['tests: {command: []}', ':1: error: tests.command must name a program.'],
    ['tests: {command: ["", a]}', ':1: error: tests.command must name a program first.'],
    [
      'tests: {setup: 1}',
      ':1: error: tests.setup must be a shell line or a list of texts, the program first, but is the number 1.',
    ],
    ['tests: {timeout: 0}', ':1: error: tests.timeout must be more than 0.'],
    ['tests: {timeout: .inf}', ':1: error: tests.timeout must be a number, but is not a finite number.'],
    ['budgets: {max_total_usd: 0}', ':1: error: budgets.max_total_usd must be more than 0.'],
    ['budgets: {max_total_usd: -3}', ':1: error: budgets.max_total_usd must be more than 0.'],
    [
      'agent: {claude_code: {allowed_tools: [a, 1]}}',
      ':1: error: agent.claude_code.allowed_tools.1 must be text, but is the number 1.',
    ],
    [
      'agent: {script: {file: ../x.yml}}',
      ':1: error: agent.script.file must be a path inside the repository, with forward slashes.',
    ],
    [
      'agent: {script: {file: /x.yml}}',
      ':1: error: agent.script.file must be a path inside the repository, with forward slashes.',
    ],
    [
      'protect: {workflows: hald}',
      ':1: error: protect.workflows must be `halt` or `allow`, but is `hald`. Did you mean `halt`?',
    ],
    ['access: {spend: read}', ':1: error: access.spend must be `write` or `maintain` or `admin`, but is `read`.'],
    ['- a', ':1: error: the file must be a mapping: lines of the form `section:` with indented `key: value` lines.'],
    [
      'tests:\n  timeout: 1\n  timeout: 2',
      ':3: error: tests.timeout is given twice; line 2 has it already. Remove one of the two.',
    ],
    ['a: &x [1]\nb: *x', ':2: error: the file must not use YAML aliases (`*name`).'],
    [`a: "${'x'.repeat(300_000)}"`, ': error: the file is larger than 256 KiB.'],
  ])('%j', (text, line) => {
    expect(printed(text)).toContain(line);
    expect(parseConfig(text, FILE).ok).toBe(false);
  });

  test('a backend that nobody knows is named, with those that exist', () => {
    expect(printed('agent:\n  backend: cloud\n')).toEqual([
      ':2: error: agent.backend must be `claude_code` or `codex` or `gemini` or `aider` or `custom` or `script` or `claude-code` or `claudecode`, but is `cloud`.',
    ]);
  });

  test.each(['user', 'split'])('the isolation %s is not in this version', (name) => {
    expect(printed(`isolation: ${name}\n`)).toEqual([
      `:1: error: isolation cannot be \`${name}\`: it is not in this version. Use \`none\`.`,
    ]);
  });

  test.each([
    '',
    'a b',
    '/a',
    '-a',
    'a..b/',
    '.a/',
    'a/.b',
    'a//',
    'a~',
    'a:',
    'x.lock/',
    'a\\',
    '@{',
    'a?',
    'a*',
    'a[',
  ])('the branch prefix %j is refused', (prefix) => {
    expect(problems(`git:\n  branch_prefix: ${JSON.stringify(prefix)}\n`)[0]?.path).toBe('git.branch_prefix');
  });

  test.each(['pitboss/play/', 'a', 'bot/run-', 'ü/', 'a.b/'])('the branch prefix %j is taken', (prefix) => {
    expect(accepted(`git: {branch_prefix: ${prefix}}`).git.branch_prefix).toBe(prefix);
  });

  test('run branches cannot lie below the ledger branch', () => {
    expect(printed('git:\n  branch_prefix: pitboss/ledger/\n')).toEqual([
      ":2: error: git.branch_prefix must not lie below the ledger's branch pitboss/ledger: git cannot have both.",
    ]);
  });

  test('all problems come at once, in the order of the file, warnings among them', () => {
    const text =
      '# head\nlimits:\n  dispatch_usd: 0\n  max_shift: 3\n\ntests:\n  timeout: soon\nmodels:\n  fixer: ""\n';
    expect(problems(text).map(({ severity, path, line }) => [severity, path, line])).toEqual([
      ['error', 'limits.dispatch_usd', 3],
      ['warning', 'limits.max_shift', 4],
      ['error', 'tests.timeout', 7],
      ['error', 'models.fixer', 9],
    ]);
  });
});

describe('unknown keys', () => {
  test.each([
    [
      'test:\n  command: x',
      ':1: warning: test is not a key of the configuration and changes nothing. Did you mean `tests`?',
    ],
    [
      'tests:\n  comand: x',
      ':2: warning: tests.comand is not a key of the configuration and changes nothing. Did you mean `tests.command`?',
    ],
    [
      'limits:\n  timeout: 3',
      ':2: warning: limits.timeout is not a key of the configuration and changes nothing. Did you mean `tests.timeout`?',
    ],
    [
      'agent:\n  claude_code:\n    extra-args: []',
      ':3: warning: agent.claude_code.extra-args is not a key of the configuration and changes nothing. Did you mean `agent.claude_code.extra_args`?',
    ],
    ['zebra: 1', ':1: warning: zebra is not a key of the configuration and changes nothing.'],
    [
      '__proto__: {git: {create_pr: false}}',
      ':1: warning: __proto__ is not a key of the configuration and changes nothing.',
    ],
  ])('%j', (text, line) => {
    expect(printed(text)).toEqual([line]);
    expect(accepted(text)).toEqual(DEFAULT_CONFIG);
  });

  test('the one key of the original that means nothing here is named as such', () => {
    const text = 'retries: {max_phase_attempts: 3}\n';
    expect(printed(text)).toEqual([
      ':1: warning: retries.max_phase_attempts is not in this version and changes nothing.',
    ]);
    expect(accepted(text)).toEqual(DEFAULT_CONFIG);
  });

  test('an unknown key in an item of a list is one as well', () => {
    const text = 'grind:\n  schedules:\n    - cron: 0 3 * * *\n      rotaton: nightly\n';
    expect(printed(text)).toEqual([
      ':4: warning: grind.schedules.0.rotaton is not a key of the configuration and changes nothing. Did you mean `grind.schedules.0.rotation`?',
    ]);
    expect(accepted(text).grind.schedules).toEqual([{ cron: '0 3 * * *', budgets: {} }]);
  });

  test('a flood of findings is counted behind the first hundred', () => {
    const keys = Array.from({ length: 3000 }, (_, index) => `k${index}: 1`).join('\n');
    const all = problems(`agent: {claude_code: {extra_args: [${'1, '.repeat(2000)}1]}}\n${keys}\n`);
    expect(all).toHaveLength(202);
    expect(all.slice(-2).map(({ severity, message }) => [severity, message])).toEqual([
      ['error', 'has 1901 more invalid values'],
      ['warning', 'has 2900 more unknown keys'],
    ]);
  });

  test('a key that is no text for a line is shown as one', () => {
    expect(problems(`"a\\n${'b'.repeat(200)}": 1`)[0]?.path).toBe(`a?${'b'.repeat(78)}…`);
  });

  test('a dispatch that outlasts its shift is odd', () => {
    expect(printed('limits:\n  dispatch_minutes: 400\n')).toEqual([
      ':2: warning: limits.dispatch_minutes is longer than limits.shift_minutes (330), so the end of the shift cuts it short.',
    ]);
  });
});
